public import SessionModel
public import SessionStores

/// Sessions in this process's memory: gone with it, and known to no other process.
public struct MemorySessionStorage: ServerSessionStorage {
  private let memory: MemoryStore
  /// The sessions as an inspector looks at them.
  public var store: (any SessionStore)? { memory }

  /// No sessions yet.
  public init() { self.init(MemoryStore()) }
  init(_ memory: MemoryStore) { self.memory = memory }

  /// The session; nil where there is none, or it ended before `now`.
  public func load(_ id: SessionID, at now: Timestamp) async -> StoredSession? {
    guard let record = await memory.load(id) else { return nil }
    let session = StoredSession(
      id: id, data: record.data, created: record.created ?? now, seen: record.seen ?? now, expires: record.expires,
      user: record.user, client: record.client)
    return session.isExpired(at: now) ? nil : session
  }

  /// Saves a session if its stored data is still `expected`, nil for one that must not exist yet; else false.
  public func save(_ session: StoredSession, replacing expected: Value?) async -> Bool {
    await memory.save(
      MemoryStore.Record(
        id: session.id, data: session.data, user: session.user, client: session.client, created: session.created,
        seen: session.seen, expires: session.expires), replacing: expected)
  }

  /// Notes that a session was used, and when it ends now.
  public func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) async {
    await memory.touch(id, seen: seen, expires: expires)
  }

  /// Removes a session; false where there was none.
  public func delete(_ id: SessionID) async -> Bool {
    guard await memory.load(id) != nil else { return false }
    await memory.remove(id)
    return true
  }

  /// Removes at most `limit` sessions that ended before `now`; returns how many.
  public func sweep(at now: Timestamp, limit: Int) async -> Int { await memory.sweep(before: now, limit: limit) }
}
