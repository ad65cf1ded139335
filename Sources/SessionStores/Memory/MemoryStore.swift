import SessionModel
import Synchronization

/// Sessions held in memory: for tests, and the plainest account of what a `SessionStore` has to do.
///
/// ```swift
/// let store = MemoryStore([.init(id: SessionID("a1"), data: ["cart": []])])
/// ```
public actor MemoryStore: SessionStore {
  /// One session as it is kept.
  public struct Record: Sendable, Hashable {
    public var id: SessionID
    public var data: Value
    public var user: String?
    public var client: String?
    public var created: Timestamp?
    public var seen: Timestamp?
    public var expires: Timestamp?

    public init(
      id: SessionID, data: Value, user: String? = nil, client: String? = nil, created: Timestamp? = nil,
      seen: Timestamp? = nil, expires: Timestamp? = nil
    ) {
      self.id = id
      self.data = data
      self.user = user
      self.client = client
      self.created = created
      self.seen = seen
      self.expires = expires
    }
  }

  /// Records by the order they were put in.
  var records: [Int: Record] = [:]
  var numbers: [SessionID: Int] = [:]
  private var nextNumber = 1
  private let readOnly: StoreError.ReadOnlyReason?
  nonisolated let listeners = Listeners()

  public init(_ records: [Record] = [], readOnly: StoreError.ReadOnlyReason? = nil) {
    self.readOnly = readOnly
    for record in records {
      self.records[nextNumber] = record
      numbers[record.id] = nextNumber
      nextNumber += 1
    }
  }

  public var info: StoreInfo {
    StoreInfo(
      target: "memory", dialect: "memory", location: "memory", readOnly: readOnly,
      sorts: Dictionary(uniqueKeysWithValues: Sort.Key.allCases.map { ($0, .scan) }),
      operations: readOnly == nil ? [.edit, .delete, .clear, .create, .restore, .sort, .watch] : [.sort, .watch],
      hasUser: true, hasClient: true)
  }

  public func close() { listeners.finish() }

  /// Puts a session in, or another in its place, as the app would.
  public func save(_ record: Record) {
    put(record)
    listeners.send(.changed)
  }

  /// The session as it is; nil where there is none.
  public func load(_ id: SessionID) -> Record? { record(id) }

  /// Puts a session in, unless someone changed or deleted it since `expected` was read, or its id is taken where that is
  /// nil: then false.
  public func save(_ record: Record, replacing expected: Value?) -> Bool {
    guard self.record(record.id)?.data == expected else { return false }
    save(record)
    return true
  }

  /// Notes that a session was used, and when it ends now.
  public func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) {
    guard var record = record(id) else { return }
    record.seen = seen
    record.expires = expires
    save(record)
  }

  /// Removes sessions that ended before `time`, at most `limit` of them; returns how many.
  public func sweep(before time: Timestamp, limit: Int) -> Int {
    let ended = records.values.lazy.filter { $0.expires.map { $0 <= time } ?? false }.prefix(limit).map(\.id)
    let ids = Array(ended)
    for id in ids { remove(id) }
    return ids.count
  }

  /// Reports what a running server would, to everyone who watches.
  public nonisolated func report(_ event: SessionEvent) { listeners.send(.event(event)) }

  /// Takes a session out, as the app would.
  public func remove(_ id: SessionID) {
    guard take(id) != nil else { return }
    listeners.send(.changed)
  }

  func put(_ record: Record) {
    let number = numbers[record.id] ?? nextNumber
    if number == nextNumber { nextNumber += 1 }
    numbers[record.id] = number
    records[number] = record
  }

  @discardableResult
  func take(_ id: SessionID) -> Record? {
    numbers.removeValue(forKey: id).flatMap { records.removeValue(forKey: $0) }
  }

  func record(_ id: SessionID) -> Record? { numbers[id].flatMap { records[$0] } }

  // MARK: One session

  public func content(of id: SessionID, revealing: Bool) throws(StoreError) -> SessionContent {
    guard let record = record(id) else { throw .noSuchSession(id) }
    return SessionContent(
      session: record.session, data: record.data, payload: record.payload, codec: "json",
      editObstacle: record.data.hasDuplicateKeys ? .duplicateKeys : nil)
  }

  public func resolve(_ text: String) throws(StoreError) -> SessionID {
    let id = SessionID(text)
    if numbers[id] != nil { return id }
    let matches = numbers.keys.filter { !text.isEmpty && $0.text.utf8.starts(with: text.utf8) }
    guard let first = matches.first else { throw .noSuchSession(id) }
    guard matches.count == 1 else { throw .ambiguousID(prefix: text, matches: matches.count) }
    return first
  }

  public nonisolated func signals() -> AsyncStream<StoreSignal> { listeners.stream() }

  func checkWritable() throws(StoreError) {
    if let readOnly { throw .readOnly(readOnly) }
  }
}

extension MemoryStore.Record {
  /// The data as JSON.
  var payload: [UInt8] { JSONWriter.bytes(data) }

  var session: Session {
    let payload = payload
    var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
    // FNV-1a: nothing here has to stand up to an attacker.
    for byte in payload + Array("\(expires?.milliseconds ?? -1)".utf8) {
      fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return Session(
      id: id, user: user, client: client, created: created, seen: seen, expires: expires, size: payload.count,
      keyCount: data.members?.count, revision: Revision(String(fingerprint, radix: 16)))
  }
}

/// Those who wait for signals.
final class Listeners: Sendable {
  private struct State {
    var next = 0
    var continuations: [Int: AsyncStream<StoreSignal>.Continuation] = [:]
  }
  private let state = Mutex(State())

  func stream() -> AsyncStream<StoreSignal> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreSignal.self, bufferingPolicy: .bufferingNewest(1024))
    let number = state.withLock { state in
      state.next += 1
      state.continuations[state.next] = continuation
      return state.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.continuations.removeValue(forKey: number) }
    }
    return stream
  }

  func send(_ signal: StoreSignal) {
    for continuation in state.withLock({ Array($0.continuations.values) }) { continuation.yield(signal) }
  }

  func finish() {
    for continuation in state.withLock({ Array($0.continuations.values) }) { continuation.finish() }
  }
}
