import SessionModel

extension SQLiteReader {
  /// A page along an index. Conditions must be ones SQL can decide.
  ///
  /// All its statements see one moment of the store: a row that comes between two of them would make the first page
  /// look like one further down.
  func page(
    _ order: RowOrder, _ conditions: SQLConditions, from start: PageStart, limit: Int
  ) throws(StoreError) -> Page {
    try connection().reading { (connection) throws(StoreError) in
      try page(order, conditions, from: start, limit: limit, in: connection)
    }
  }

  private func page(
    _ order: RowOrder, _ conditions: SQLConditions, from start: PageStart, limit: Int, in connection: SQLiteConnection
  ) throws(StoreError) -> Page {
    let limit = max(1, limit)
    let forward = KeysetWalk(
      table: table, order: order, conditions: conditions.fragments, sortsSelection: conditions.selectsByID)
    var backward = forward
    backward.order = order.reversed

    /// Rows with their places, one more than asked for to know whether there are more.
    func read(
      _ walk: KeysetWalk, _ position: RowOrder.Position?, including: Bool, _ limit: Int
    ) throws(StoreError) -> [Located] {
      try walk.rows(
        after: position, including: including, limit: limit + 1,
        columns: "\(order.column ?? "NULL"), \(table.rowColumns)",
        in: connection, { Located($0) })
    }
    func isAny(_ walk: KeysetWalk, _ position: RowOrder.Position?, including: Bool = false) throws(StoreError) -> Bool {
      guard let position else { return false }
      return try !walk.rows(
        after: position, including: including, limit: 1, columns: "1", in: connection, { _ in true }
      ).isEmpty
    }

    var rows: [Located]
    var hasBefore = false
    var hasAfter = false
    func takeForward(_ position: RowOrder.Position?, including: Bool) throws(StoreError) {
      rows = try read(forward, position, including: including, limit)
      hasAfter = rows.count > limit
      rows = Array(rows.prefix(limit))
      hasBefore = try isAny(backward, rows.first?.position ?? position, including: rows.isEmpty && !including)
    }
    func takeBackward(_ position: RowOrder.Position?) throws(StoreError) {
      rows = try read(backward, position, including: false, limit)
      hasBefore = rows.count > limit
      rows = rows.prefix(limit).reversed()
      hasAfter = try isAny(forward, rows.last?.position ?? position, including: rows.isEmpty)
    }

    rows = []
    switch start {
    case .first: try takeForward(nil, including: false)
    case .last: try takeBackward(nil)
    case .after(let cursor): try takeForward(order.position(cursor), including: false)
    case .before(let cursor):
      if let position = order.position(cursor) {
        try takeBackward(position)
      } else {
        try takeForward(nil, including: false)
      }
    case .from(let cursor): try takeForward(order.position(cursor), including: true)
    case .around(let id):
      guard let place = try position(of: id, in: order, connection) else {
        try takeForward(nil, including: false)
        break
      }
      let before = try read(backward, place, including: false, limit / 2)
      let after = try read(forward, place, including: true, limit)
      // Near the end there is less after it, so that more before it fits.
      let tail = Array(after.prefix(max(limit - min(before.count, limit / 2), 1)))
      let missing = limit - tail.count
      let head = missing > limit / 2 ? try read(backward, place, including: false, missing) : before
      hasBefore = head.count > missing
      hasAfter = after.count > tail.count
      rows = head.prefix(missing).reversed() + tail
    }
    return Page(
      rows: rows.map { Page.Row(session: $0.row.session(in: table), cursor: order.cursor($0.position)) },
      hasMoreBefore: hasBefore, hasMoreAfter: hasAfter, notes: order.note.map { [$0] } ?? [])
  }

  /// Where a session is in an order whose key is a column or the locator; nil when it is gone.
  func position(
    of id: SessionID, in order: RowOrder, _ connection: SQLiteConnection
  ) throws(StoreError) -> RowOrder.Position? {
    try connection.first(
      "SELECT \(order.column ?? "NULL"), \(table.locator) FROM \(table.name) WHERE \(table.id) = ? LIMIT 1",
      [FieldValue(id.text)]
    ) { RowOrder.Position(key: $0.value(0), locator: $0.value(1)) }
  }
}

/// A row and its place in an order.
struct Located: Sendable {
  var position: RowOrder.Position
  var row: StoredRow

  /// Reads a row whose first column is the sort key and whose others are `SessionTable.rowColumns`.
  init(_ statement: SQLiteStatement) {
    row = StoredRow(statement, from: 1)
    position = RowOrder.Position(key: statement.value(0), locator: row.locator)
  }
}
