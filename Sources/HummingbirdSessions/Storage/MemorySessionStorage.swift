public import SessionModel
public import SessionStores

/// Sessions in this process's memory: gone with it, and known to no other process.
public struct MemorySessionStorage: ServerSessionStorage {
  private let memory: MemoryStore
  public var store: (any SessionStore)? { memory }

  public init() { memory = MemoryStore() }

  public func load(_ id: SessionID, at now: Timestamp) async -> StoredSession? {
    guard let record = await memory.load(id) else { return nil }
    let session = StoredSession(
      id: id, data: record.data, created: record.created ?? now, seen: record.seen ?? now, expires: record.expires,
      user: record.user, client: record.client)
    return session.isExpired(at: now) ? nil : session
  }

  public func save(_ session: StoredSession, replacing expected: Value?) async -> Bool {
    await memory.save(
      MemoryStore.Record(
        id: session.id, data: session.data, user: session.user, client: session.client, created: session.created,
        seen: session.seen, expires: session.expires), replacing: expected)
  }

  public func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) async {
    await memory.touch(id, seen: seen, expires: expires)
  }

  public func delete(_ id: SessionID) async -> Bool {
    guard await memory.load(id) != nil else { return false }
    await memory.remove(id)
    return true
  }

  public func sweep(at now: Timestamp, limit: Int) async -> Int { await memory.sweep(before: now, limit: limit) }
}
