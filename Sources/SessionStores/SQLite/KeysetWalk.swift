import SessionModel

/// Reads rows along an index from a place in its order, a page at a time: each call is one or two short statements,
/// and no offset is counted off.
struct KeysetWalk {
  var table: SessionTable
  var order: RowOrder
  /// Further conditions on a row.
  var conditions: [SQLFragment]
  /// True where the conditions select few rows by an index of their own: those are sorted then.
  var sortsSelection = false

  /// Up to `limit` rows after `position` in the order (from it on when `including`), or from the start.
  func rows<Row>(
    after position: RowOrder.Position?, including: Bool = false, limit: Int, columns: String,
    in connection: SQLiteConnection, _ row: (SQLiteStatement) -> Row
  ) throws(StoreError) -> [Row] {
    var result: [Row] = []
    for segment in segments(after: position, including: including) where result.count < limit {
      let filter = SQLFragment.whereAll(segment.conditions + conditions)
      let direction = order.descending ? "DESC" : "ASC"
      let keys = segment.ordersByKey ? [order.column, table.locator].compactMap(\.self) : [table.locator]
      let sql =
        "SELECT \(columns) FROM \(table.name)\(filter.text) ORDER BY "
        + keys.map { "\(sortsSelection ? "+" : "")\($0) \(direction)" }.joined(separator: ", ") + " LIMIT ?"
      result += try connection.rows(sql, filter.values + [.integer(Int64(limit - result.count))], row)
    }
    return result
  }

  private struct Segment {
    var conditions: [SQLFragment]
    var ordersByKey: Bool
  }

  /// The order in stretches that an index serves each: rows without the key lie together at one end, and a comparison
  /// with NULL selects nothing.
  private func segments(after position: RowOrder.Position?, including: Bool) -> [Segment] {
    let locator = table.locator
    let comparison = (order.descending ? "<" : ">") + (including ? "=" : "")
    guard let key = order.column else {
      let start = position.map { SQLFragment("\(locator) \(comparison) ?", [$0.locator]) }
      return [Segment(conditions: start.map { [$0] } ?? [], ordersByKey: false)]
    }
    let withKey = SQLFragment("\(key) IS NOT NULL")
    let withoutKey = SQLFragment("\(key) IS NULL")
    guard let position else {
      let segments = [
        Segment(conditions: [withoutKey], ordersByKey: false), Segment(conditions: [withKey], ordersByKey: true),
      ]
      return order.descending ? segments.reversed() : segments
    }
    if position.key.isNull {
      let rest = Segment(
        conditions: [withoutKey, SQLFragment("\(locator) \(comparison) ?", [position.locator])], ordersByKey: false)
      return order.descending ? [rest] : [rest, Segment(conditions: [withKey], ordersByKey: true)]
    }
    let rest = Segment(
      conditions: [SQLFragment("(\(key), \(locator)) \(comparison) (?, ?)", [position.key, position.locator])],
      ordersByKey: true)
    return order.descending ? [rest, Segment(conditions: [withoutKey], ordersByKey: false)] : [rest]
  }
}
