/// The store's key of a session. It is a credential: screens show it shortened.
public struct SessionID: Sendable, Hashable {
  public let text: String

  public init(_ text: String) { self.text = text }

  /// `9f3a…c21e`: enough to tell sessions apart, too little to take one over.
  public var shortened: String {
    let characters = Array(text)
    return characters.count <= 10 ? text : String(characters.prefix(4)) + "…" + String(characters.suffix(4))
  }

  public static func == (a: SessionID, b: SessionID) -> Bool { a.text.hasSameBytes(as: b.text) }
  public func hash(into hasher: inout Hasher) {
    text.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension SessionID: CustomStringConvertible {
  /// Shortened, so that a log line or an error never holds the credential.
  public var description: String { shortened }
}

/// What a write is checked against: changes whenever the stored session does. An ETag on the wire.
public struct Revision: Sendable, Hashable {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// One row of the list: a session without its data.
public struct Session: Sendable, Hashable {
  public var id: SessionID
  /// Who it belongs to, where the store or the data says.
  public var user: String?
  /// Address of the browser, where the store knows.
  public var client: String?
  public var created: Timestamp?
  /// Last activity.
  public var seen: Timestamp?
  public var expires: Timestamp?
  /// The newest request that presented it, and how many there were, where a running server tells.
  public var last: CausingRequest?
  public var hits: Int?
  /// Bytes of the stored payload.
  public var size: Int
  /// Top-level keys; nil where the payload cannot be read.
  public var keyCount: Int?
  public var revision: Revision
  /// An edit waits for the browser's next request.
  public var isPending: Bool

  public init(
    id: SessionID, user: String? = nil, client: String? = nil, created: Timestamp? = nil, seen: Timestamp? = nil,
    expires: Timestamp? = nil, last: CausingRequest? = nil, hits: Int? = nil, size: Int, keyCount: Int?,
    revision: Revision, isPending: Bool = false
  ) {
    self.id = id
    self.user = user
    self.client = client
    self.created = created
    self.seen = seen
    self.expires = expires
    self.last = last
    self.hits = hits
    self.size = size
    self.keyCount = keyCount
    self.revision = revision
    self.isPending = isPending
  }

  /// Expired at `now` by the framework's own rule, which the store has already put into `expires`.
  public func isExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }
}

/// A session with its data.
public struct SessionContent: Sendable, Hashable {
  public var session: Session
  /// The entries: an object, except where the payload cannot be read (`problem` then says why).
  public var data: Value
  /// The stored payload, byte for byte.
  public var payload: [UInt8]
  /// How the payload is encoded: `json`, `msgpack`, `signed json`, `php`.
  public var codec: String
  /// Why it cannot be edited; nil when it can. Deleting may still be possible.
  public var editObstacle: EditObstacle?

  public init(session: Session, data: Value, payload: [UInt8], codec: String, editObstacle: EditObstacle? = nil) {
    self.session = session
    self.data = data
    self.payload = payload
    self.codec = codec
    self.editObstacle = editObstacle
  }
}

/// Why a session's data cannot be changed from outside.
public enum EditObstacle: Error, Sendable, Hashable {
  /// The payload is signed or encrypted: its secret key is needed (`--secret-file`, `--secret-env`).
  case needsSecret
  /// The given secret key does not fit the session as it is stored now.
  case wrongSecret
  /// The format can be read and not written: `pickle`.
  case readOnlyCodec(String)
  /// The payload is not what its dialect stores; the text says what failed.
  case undecodable(String)
  /// An object has one key twice.
  case duplicateKeys
  /// It holds a value of this type, which cannot be written back.
  case opaque(String)
  /// The dialect or target allows no edits.
  case notSupported
}
