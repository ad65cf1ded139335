import CSQLite
import SessionModel

/// A handle on a database file: statements are prepared once, errors are `StoreError`.
///
/// Not sendable: it belongs to one actor with a thread of its own. A cancelled task interrupts whatever statement it
/// runs here.
final class SQLiteConnection {
  let path: String
  let mode: SQLiteAccess.Mode
  private let handle: OpaquePointer
  private let locks: LockWait
  private var statements: [String: SQLiteStatement] = [:]
  /// The file the handle is on, to notice when another one takes its place.
  let file: FileStatus?

  /// Opens the file; never creates one.
  init(path: String, mode: SQLiteAccess.Mode, waiting: LockWait.Limits = .init()) throws(StoreError) {
    self.path = path
    self.mode = mode
    file = FileStatus(path: path)
    locks = LockWait(waiting)
    let flags: Int32 =
      switch mode {
      case .queryOnly, .writing: SQLITE_OPEN_READWRITE
      case .readOnly, .snapshot: SQLITE_OPEN_READONLY
      }
    let name = mode == .snapshot ? Self.immutableURI(path) : path
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(
        code: opened.map(sqlite3_extended_errcode) ?? code, message: opened.map { Self.message($0) } ?? "out of memory")
      sqlite3_close_v2(opened)
      throw error.storeError(path: path)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    locks.install(on: handle)
    sqlite3_progress_handler(handle, 20_000, { _ in Task.isCancelled ? 1 : 0 }, nil)
    // No sorter files on disk; nothing a hostile schema names is run.
    for pragma in ["temp_store=MEMORY", "trusted_schema=OFF", "query_only=\(mode == .writing ? 0 : 1)"] {
      try execute("PRAGMA \(pragma)")
    }
  }

  deinit { close() }

  private var isClosed = false

  func close() {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements.values { statement.finalize() }
    statements = [:]
    sqlite3_close_v2(handle)
  }

  /// A path as a URI file name (https://www.sqlite.org/uri.html §3.1).
  private static func immutableURI(_ path: String) -> String {
    var uri = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"): uri += "%" + String(byte, radix: 16)
      default: uri.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return uri + "?immutable=1"
  }

  private static func message(_ handle: OpaquePointer) -> String { String(cString: sqlite3_errmsg(handle)) }

  /// The last error as what it means.
  func failure() -> StoreError {
    SQLiteError(code: sqlite3_extended_errcode(handle), message: Self.message(handle))
      .storeError(path: path, waited: locks.waited)
  }

  // MARK: Statements

  /// The statement for `sql`, prepared at its first use, reset and without bindings.
  func statement(_ sql: String) throws(StoreError) -> SQLiteStatement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    locks.begin()
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw failure() }
    let statement = SQLiteStatement(prepared, on: self)
    if statements.count >= 64 {
      for old in statements.values { old.finalize() }
      statements = [:]
    }
    statements[sql] = statement
    return statement
  }

  /// True when `sql` can be prepared: a way to ask whether a table has a row id.
  func canPrepare(_ sql: String) -> Bool {
    var prepared: OpaquePointer?
    defer { sqlite3_finalize(prepared) }
    return sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK
  }

  /// Runs a statement to its end.
  func execute(_ sql: String, _ values: [FieldValue] = []) throws(StoreError) {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {}
  }

  /// All rows of a short result, each made by `row`.
  func rows<Row>(_ sql: String, _ values: [FieldValue] = [], _ row: (SQLiteStatement) -> Row) throws(StoreError)
    -> [Row]
  {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    var result: [Row] = []
    while try statement.step() { result.append(row(statement)) }
    return result
  }

  /// The first row; nil where there is none.
  func first<Row>(_ sql: String, _ values: [FieldValue] = [], _ row: (SQLiteStatement) -> Row) throws(StoreError)
    -> Row?
  {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    return try statement.step() ? row(statement) : nil
  }

  /// Rows changed by the last statement.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  /// Called before each step: a new wait for locks begins.
  func beginWaiting() { locks.begin() }
  var inTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Runs a few short statements on one state of the database.
  func reading<Result>(_ body: (SQLiteConnection) throws(StoreError) -> Result) throws(StoreError) -> Result {
    try execute("BEGIN")
    do throws(StoreError) {
      let result = try body(self)
      try execute("COMMIT")
      return result
    } catch {
      if inTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  /// Runs `body` between `BEGIN IMMEDIATE` and `COMMIT`; anything thrown rolls back.
  func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(StoreError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // Some errors (disk full, I/O) have rolled back already.
      if inTransaction { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }
}
