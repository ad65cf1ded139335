import SessionCodecs
import SessionModel

extension SQLiteReader {
  /// How long one statement of a scan may read.
  private static let slice = Duration.milliseconds(15)

  /// Works on a scan until nothing is left of it.
  func work(on scan: TableScan) async throws(StoreError) {
    var test = RowTest(scan.query, in: table, at: scan.now)
    while let stretch = scan.next() {
      var start = stretch.start
      while true {
        if Task.isCancelled { throw .cancelled }
        let slice = try read(scan, from: start, through: stretch.end, &test)
        if scan.add(rows: slice.rows, hits: slice.hits, expired: slice.expired, slice.top) {
          scan.tell(try found(by: scan))
        }
        guard let last = slice.last else { break }
        start = last
        await Task.yield()
      }
    }
  }

  /// The rows found so far that the page would show.
  private func found(by scan: TableScan) throws(StoreError) -> [Page.Row] {
    guard let window = scan.windows.first else { return [] }
    return try rows(at: scan.top[0].sorted.prefix(window.limit - 1), window.order)
  }

  private struct Slice {
    var rows = 0
    var hits = 0
    var expired = 0
    var top: [TopRows]
    /// Where the next statement goes on; nil at the end of the stretch.
    var last: FieldValue?
  }

  /// One statement: rows in locator order until time is up.
  private func read(
    _ scan: TableScan, from start: FieldValue?, through end: FieldValue?, _ test: inout RowTest
  ) throws(StoreError) -> Slice {
    let connection = try connection()
    var conditions: [SQLFragment] = []
    if let start { conditions.append(SQLFragment("\(table.locator) > ?", [start])) }
    if let end { conditions.append(SQLFragment("\(table.locator) <= ?", [end])) }
    let filter = SQLFragment.whereAll(conditions)
    let keyColumn = scan.windows.first?.order.column ?? "NULL"
    let statement = try connection.statement(
      "SELECT \(keyColumn), \(table.rowColumns) FROM \(table.name)\(filter.text) ORDER BY \(table.locator)")
    defer { statement.reset() }
    try statement.bind(filter.values)
    var slice = Slice(top: scan.windows.map(TopRows.init))
    let order = scan.windows.first?.order
    let countsExpired = scan.countsExpired
    let clock = ContinuousClock()
    let deadline = clock.now + Self.slice
    while try statement.step() {
      slice.rows += 1
      if countsExpired, test.isExpired(statement, 1) { slice.expired += 1 }
      if test.matches(statement, from: 1) {
        slice.hits += 1
        if let order {
          let position = RowOrder.Position(key: key(of: statement, order), locator: statement.value(1))
          for index in slice.top.indices { slice.top[index].offer(position) }
        }
      }
      if slice.rows & 63 == 0, clock.now >= deadline {
        slice.last = statement.value(1)
        break
      }
    }
    return slice
  }

  /// The sort key of the current row, whose column 0 is the key's column.
  private func key(of statement: SQLiteStatement, _ order: RowOrder) -> FieldValue {
    switch order.key {
    case .locator: .null
    case .column: statement.value(0)
    case .size: .integer(Int64(statement.bytes(8).count))
    case .keys: table.codec.decode(Array(statement.bytes(8))).value.members.map { .integer(Int64($0.count)) } ?? .null
    case .user:
      table.user(column: .null, data: table.codec.decode(Array(statement.bytes(8))).value).map { FieldValue($0) }
        ?? .null
    }
  }

  /// The rows at these places, where they still are.
  func rows(
    at positions: some Sequence<RowOrder.Position>, _ order: RowOrder
  ) throws(StoreError) -> [Page.Row] {
    let connection = try connection()
    let sql = "SELECT \(table.rowColumns) FROM \(table.name) WHERE \(table.locator) = ?"
    var rows: [Page.Row] = []
    for position in positions {
      guard let row = try connection.first(sql, [position.locator], { StoredRow($0) }) else { continue }
      rows.append(Page.Row(session: row.session(in: table), cursor: order.cursor(position)))
    }
    return rows
  }

  /// The table in stretches for a scan. Costs nothing: a count would take longer than finding the first rows.
  func stretches() throws(StoreError) -> [TableScan.Stretch] {
    guard let rowID = table.schema.rowID else { return [TableScan.Stretch()] }
    let connection = try connection()
    // Two statements: together they would not be answered from the ends of the table.
    let first = try connection.first("SELECT min(\(rowID)) FROM \(table.name)") { $0.integer(0) } ?? 0
    let last = try connection.first("SELECT max(\(rowID)) FROM \(table.name)") { $0.integer(0) } ?? 0
    let (span, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, span > 50_000 else { return [TableScan.Stretch()] }
    return TableScan.stretches(from: first, through: last, count: 64)
  }

  /// The place of a session in an order of any kind.
  func position(of id: SessionID, in order: RowOrder) throws(StoreError) -> RowOrder.Position? {
    let connection = try connection()
    return try connection.first(
      "SELECT \(order.column ?? "NULL"), \(table.rowColumns) FROM \(table.name) WHERE \(table.id) = ? LIMIT 1",
      [FieldValue(id.text)]
    ) { RowOrder.Position(key: key(of: $0, order), locator: $0.value(1)) }
  }
}
