public import SessionModel
public import SessionStores
import Synchronization

/// Sessions in a SQLite file of their own: they survive a restart, and several processes of one machine can share them.
///
/// The file is in WAL mode, readable by its owner alone; the times when sessions end are indexed. `sesspect FILE` looks
/// at it directly as well.
public final class SQLiteSessionStorage: ServerSessionStorage {
  private let table: SesspectTable
  /// The sessions as an inspector looks at them.
  public let store: (any SessionStore)?

  /// Opens the file, and makes it where it is missing. Throws `StoreError`.
  public init(path: String) async throws {
    table = try SesspectTable(path: path)
    store = try await SQLiteStore.open(
      path: path, options: SQLiteOptions(dialect: "sesspect"), now: { SystemClock.now })
  }

  /// The session; nil where there is none, or it ended before `now`.
  public func load(_ id: SessionID, at now: Timestamp) async throws -> StoredSession? {
    guard let row = try await table.load(id) else { return nil }
    let session = StoredSession(
      id: id, data: row.data, created: row.created, seen: row.seen, expires: row.expires, user: row.user,
      client: row.client)
    return session.isExpired(at: now) ? nil : session
  }

  /// Saves a session if its stored data is still `expected`, nil for one that must not exist yet; else false.
  public func save(_ session: StoredSession, replacing expected: Value?) async throws -> Bool {
    try await table.save(
      SesspectTable.Row(
        id: session.id, data: session.data, created: session.created, seen: session.seen, expires: session.expires,
        user: session.user, client: session.client), replacing: expected)
  }

  /// Notes that a session was used, and when it ends now.
  public func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) async throws {
    try await table.touch(id, seen: seen, expires: expires)
  }

  /// Removes a session; false where there was none.
  public func delete(_ id: SessionID) async throws -> Bool { try await table.delete(id) }

  /// Removes at most `limit` sessions that ended before `now`; returns how many.
  public func sweep(at now: Timestamp, limit: Int) async throws -> Int {
    try await table.sweep(before: now, limit: limit)
  }

  /// Closes the file.
  public func close() async {
    await store?.close()
    await table.close()
  }
}
