import SessionModel

extension SQLiteReader {
  /// Rows one counting statement reads where no index answers.
  private static let countedAtOnce = 20_000

  func countAll() throws(StoreError) -> Int {
    let connection = try connection()
    return try connection.first("SELECT count(*) FROM \(table.name)") { Int($0.integer(0)) } ?? 0
  }

  /// How many rows the conditions select.
  func count(
    _ conditions: [SQLFragment], isIndexed: Bool, report: @Sendable (Int) -> Void
  ) async throws(StoreError) -> Int {
    let filter = SQLFragment.whereAll(conditions)
    if conditions.isEmpty { return try countAll() }
    if isIndexed {
      return try connection().first("SELECT count(*) FROM \(table.name)\(filter.text)", filter.values) {
        Int($0.integer(0))
      } ?? 0
    }
    let condition = filter.text.dropFirst(" WHERE ".count)
    var matched = 0
    var start: FieldValue?
    while true {
      if Task.isCancelled { throw .cancelled }
      let range = start == nil ? "" : " WHERE \(table.locator) > ?"
      let sql = """
        SELECT count(*), coalesce(sum(hit), 0), max(place) FROM (SELECT \(table.locator) AS place, \
        coalesce((\(condition)), 0) AS hit FROM \(table.name)\(range) ORDER BY \(table.locator) LIMIT \(Self.countedAtOnce))
        """
      let connection = try connection()
      let step = try connection.first(sql, filter.values + (start.map { [$0] } ?? [])) {
        (rows: Int($0.integer(0)), hits: Int($0.integer(1)), last: $0.value(2))
      }
      guard let step, step.rows > 0 else { return matched }
      matched += step.hits
      report(step.rows)
      if step.rows < Self.countedAtOnce { return matched }
      start = step.last
      await Task.yield()
    }
  }
}
