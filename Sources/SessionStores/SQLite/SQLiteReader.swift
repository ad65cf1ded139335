import SessionModel

/// Reads a session table on a thread of its own. Opens its handle with the first call and again when another file has
/// taken the place of the one it had.
actor SQLiteReader {
  nonisolated let access: SQLiteAccess
  nonisolated let table: SessionTable
  private nonisolated let executor = ThreadExecutor(name: "sqlite-read")
  private let limits: LockWait.Limits
  private var current: SQLiteConnection?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ access: SQLiteAccess, _ table: SessionTable, waiting limits: LockWait.Limits) {
    self.access = access
    self.table = table
    self.limits = limits
  }

  deinit { executor.stop() }

  /// The handle, on the file that is there now.
  func connection() throws(StoreError) -> SQLiteConnection {
    guard let status = FileStatus(path: access.path) else {
      current?.close()
      current = nil
      throw .unreachable(access.path, detail: "the file is gone")
    }
    if let current, let file = current.file, file.isSameFile(as: status) { return current }
    current?.close()
    let opened = try SQLiteConnection(path: access.path, mode: access.mode, waiting: limits)
    current = opened
    return opened
  }

  func close() {
    current?.close()
    current = nil
  }

  // MARK: One session

  func row(of id: SessionID) throws(StoreError) -> StoredRow {
    let connection = try connection()
    let sql = "SELECT \(table.rowColumns) FROM \(table.name) WHERE \(table.id) = ? LIMIT 1"
    guard let row = try connection.first(sql, [FieldValue(id.text)], { StoredRow($0) }) else {
      throw .noSuchSession(id)
    }
    return row
  }

  func content(of id: SessionID) throws(StoreError) -> SessionContent { try row(of: id).content(in: table) }

  func resolve(_ text: String) throws(StoreError) -> SessionID {
    let connection = try connection()
    let spellings = table.dialect.id.spellings(of: text)
    let exact = "SELECT \(table.id) FROM \(table.name) WHERE \(table.id) = ? LIMIT 1"
    for spelling in spellings {
      if let id = try connection.first(exact, [FieldValue(spelling)], { $0.text(0) }) { return SessionID(id) }
    }
    var found: Set<SessionID> = []
    for spelling in spellings {
      let range = table.hasPrefix(spelling)
      let sql = "SELECT \(table.id) FROM \(table.name) WHERE \(range.text) LIMIT 1000"
      found.formUnion(try connection.rows(sql, range.values) { SessionID($0.text(0)) })
    }
    guard let first = found.first else { throw .noSuchSession(SessionID(text)) }
    guard found.count == 1 else { throw .ambiguousID(prefix: text, matches: found.count) }
    return first
  }
}

extension Dialect.IDColumn {
  /// What the column may hold for an id as someone has it: whole, from a cookie, or without the column's prefix.
  func spellings(of text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    var spellings = [text]
    if cookie == .expressSigned {
      let plain = text.replacing("%3A", with: ":").replacing("%3a", with: ":")
      if plain.hasPrefix("s:") {
        let value = plain.dropFirst(2)
        spellings = [String(value.prefix { $0 != "." })]
      }
    }
    if !prefix.isEmpty { spellings += spellings.filter { !$0.hasPrefix(prefix) }.map { prefix + $0 } }
    return spellings
  }
}

extension SessionTable {
  /// Ids that begin with `prefix`, as a range an index serves (`LIKE` would not use it).
  func hasPrefix(_ prefix: String, avoidingIndex: Bool = false) -> SQLFragment {
    var end = Array(prefix.utf8)
    while end.last == 0xff { end.removeLast() }
    guard let last = end.last else { return SQLFragment("1") }
    end[end.count - 1] = last + 1
    let column = (avoidingIndex ? "+" : "") + id
    return SQLFragment("\(column) >= ? AND \(column) < ?", [FieldValue(prefix), .text(end)])
  }
}
