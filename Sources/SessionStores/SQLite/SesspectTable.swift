import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// sesspect's own table as a server uses it: sessions are saved whole at the end of a request.
///
/// The inspector looks at the same file through `SQLiteStore`, as it would at any framework's.
public actor SesspectTable {
  /// A session as a server saves it.
  public struct Row: Sendable, Hashable {
    public var id: SessionID
    public var data: Value
    public var created: Timestamp
    public var seen: Timestamp
    /// nil never expires.
    public var expires: Timestamp?
    public var user: String?
    public var client: String?

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
  }

  private let executor: ThreadExecutor
  private let connection: SQLiteConnection

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Makes a new database with the table in it, in WAL mode, readable by its owner alone.
  public init(creating path: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .ioError(path, detail: String(cString: strerror(errno))) }
    _ = systemClose(descriptor)
    executor = ThreadExecutor(name: "sesspect-table")
    connection = try SQLiteConnection(path: path, mode: .writing)
    try connection.execute("PRAGMA journal_mode=WAL")
    for statement in Dialect.sesspect.exampleSchema { try connection.execute(statement) }
  }

  /// Opens the table, and makes the database and the table where they are missing. Throws `.ioError`
  /// and what SQLite says of the file.
  public init(path: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .ioError(path, detail: String(cString: strerror(errno))) }
    _ = systemClose(descriptor)
    executor = ThreadExecutor(name: "sesspect-table")
    connection = try SQLiteConnection(path: path, mode: .writing)
    try connection.execute("PRAGMA journal_mode=WAL")
    // A commit may be lost when the power fails, never the database: what a session is worth.
    try connection.execute("PRAGMA synchronous=NORMAL")
    for statement in Dialect.sesspect.exampleSchema {
      try connection.execute(
        statement.replacing("CREATE TABLE ", with: "CREATE TABLE IF NOT EXISTS ")
          .replacing("CREATE INDEX ", with: "CREATE INDEX IF NOT EXISTS "))
    }
  }

  /// Saves a session, new or not, unless someone changed or deleted it since `expected` was read: then false.
  ///
  /// `expected` is the data the request began with, nil for a new session.
  public func save(_ row: Row, replacing expected: Value?) throws(StoreError) -> Bool {
    let id = FieldValue.text(Array(row.id.text.utf8))
    let data = FieldValue.text(JSONWriter.bytes(row.data))
    let expires = row.expires.map { FieldValue.integer($0.milliseconds) } ?? .null
    guard let expected else {
      try connection.execute(
        """
        INSERT INTO sesspect_sessions (id, data, created, seen, expires, user, client) VALUES (?,?,?,?,?,?,?)
        ON CONFLICT (id) DO NOTHING
        """,
        [
          id, data, .integer(row.created.milliseconds), .integer(row.seen.milliseconds), expires, Self.text(row.user),
          Self.text(row.client),
        ])
      return connection.changes == 1
    }
    try connection.execute(
      "UPDATE sesspect_sessions SET data = ?, seen = ?, expires = ?, user = ? WHERE id = ? AND data = ?",
      [
        data, .integer(row.seen.milliseconds), expires, Self.text(row.user), id, .text(JSONWriter.bytes(expected)),
      ])
    return connection.changes == 1
  }

  private static func text(_ string: String?) -> FieldValue { string.map { .text(Array($0.utf8)) } ?? .null }

  /// The session as it is stored now; nil when there is none.
  public func load(_ id: SessionID) throws(StoreError) -> Row? {
    try connection.first(
      "SELECT data, created, seen, expires, user, client FROM sesspect_sessions WHERE id = ?",
      [.text(Array(id.text.utf8))]
    ) { row in
      Row(
        id: id, data: (try? JSONReader.read(row.bytes(0))) ?? .object([]),
        created: Timestamp(milliseconds: row.integer(1)), seen: Timestamp(milliseconds: row.integer(2)),
        expires: row.isNull(3) ? nil : Timestamp(milliseconds: row.integer(3)),
        user: row.isNull(4) ? nil : row.text(4), client: row.isNull(5) ? nil : row.text(5))
    }
  }

  /// Removes a session; false where there was none.
  @discardableResult
  public func delete(_ id: SessionID) throws(StoreError) -> Bool {
    try connection.execute("DELETE FROM sesspect_sessions WHERE id = ?", [.text(Array(id.text.utf8))])
    return connection.changes > 0
  }

  /// Notes that a session was used, and when it ends now.
  public func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) throws(StoreError) {
    try connection.execute(
      "UPDATE sesspect_sessions SET seen = ?, expires = ? WHERE id = ?",
      [
        .integer(seen.milliseconds), expires.map { .integer($0.milliseconds) } ?? .null, .text(Array(id.text.utf8)),
      ])
  }

  /// Removes sessions that ended before `time`, at most `limit` of them so that no request waits long; returns how many.
  public func sweep(before time: Timestamp, limit: Int) throws(StoreError) -> Int {
    try connection.execute(
      """
      DELETE FROM sesspect_sessions WHERE rowid IN \
      (SELECT rowid FROM sesspect_sessions WHERE expires <= ? ORDER BY expires LIMIT ?)
      """, [.integer(time.milliseconds), .integer(Int64(limit))])
    return connection.changes
  }

  public func close() {
    connection.close()
    executor.stop()
  }
}

// Outside the actor, whose own `close` would hide the system's.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
