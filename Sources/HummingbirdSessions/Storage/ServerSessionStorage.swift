public import SessionModel
public import SessionStores

/// Keeps sessions on the server; the browser's cookie then holds an ID and nothing else.
///
/// ```swift
/// let storage = try await SQLiteSessionStorage(path: "sessions.db")
/// router.add(middleware: try SessionMiddleware(secretKey: .environment("SECRET_KEY"), storage: storage))
/// ```
///
/// Writes are compare-and-set on the data: a request that began with a session which somebody else changed meanwhile
/// is told so, and the middleware merges the two key by key or fails. Errors are those of the store.
public protocol ServerSessionStorage: Sendable {
  /// The session; nil where there is none, or it ended before `now`.
  func load(_ id: SessionID, at now: Timestamp) async throws -> StoredSession?

  /// Saves a session if its stored data is still `expected`, nil for one that must not exist yet; else false.
  func save(_ session: StoredSession, replacing expected: Value?) async throws -> Bool

  /// Notes that a session was used, and when it ends now.
  func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) async throws

  /// Removes a session; false where there was none.
  @discardableResult
  func delete(_ id: SessionID) async throws -> Bool

  /// Removes at most `limit` sessions that ended before `now`; returns how many.
  func sweep(at now: Timestamp, limit: Int) async throws -> Int

  /// The sessions as an inspector looks at them; nil where they cannot be listed.
  var store: (any SessionStore)? { get }
}

/// A session as the server keeps it.
public struct StoredSession: Sendable, Hashable {
  /// What the browser's cookie holds: a credential.
  public var id: SessionID
  /// The entries, an object.
  public var data: Value
  /// When it began.
  public var created: Timestamp
  /// When it was last used.
  public var seen: Timestamp
  /// nil never expires.
  public var expires: Timestamp?
  /// Whose it is, for lists; nil where its data does not say.
  public var user: String?
  /// The IP address of the last request that changed it.
  public var client: String?

  /// A session with these entries.
  public init(
    id: SessionID, data: Value, created: Timestamp, seen: Timestamp, expires: Timestamp?, user: String? = nil,
    client: String? = nil
  ) {
    self.id = id
    self.data = data
    self.created = created
    self.seen = seen
    self.expires = expires
    self.user = user
    self.client = client
  }

  func isExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }
}
