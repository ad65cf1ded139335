import SessionModel

extension SQLiteStore {
  /// Sessions whose statements are spelled out; the rest are counted.
  private static let spelledOut = 10

  public func preview(_ plan: WritePlan) async -> [String] {
    switch plan.selection {
    case .matching(let query): return [statement(plan.action, matching: query)]
    case .sessions(let targets):
      if case .restore(let restorations) = plan.action {
        return Self.limited(restorations.prefix(Self.spelledOut).map(statement), of: restorations.count)
      }
      var lines: [String] = []
      for target in targets.prefix(Self.spelledOut) { lines.append(await statement(plan.action, on: target)) }
      return Self.limited(lines, of: targets.count)
    }
  }

  private static func limited(_ lines: [String], of count: Int) -> [String] {
    count > lines.count ? lines + ["-- and \(count - lines.count) more"] : lines
  }

  private func statement(_ action: WritePlan.Action, on target: WritePlan.Target) async -> String {
    let id = Self.literal(target.id)
    if case .create(let data, let expires) = action {
      return """
        INSERT INTO \(table.name) (\(table.id), \(table.payload), \(table.expiry)) VALUES \
        (\(id), \(FieldValue(JSONWriter.string(data)).sqlLiteral), \(table.storedExpiry(expires).sqlLiteral))
        """
    }
    guard let image = try? await writer.preview(of: target.id, action) else {
      return "-- no session \(target.id.shortened)"
    }
    let guardian = "\(table.id) = \(id) AND \(table.payload) IS \(image.before.sqlLiteral)"
    guard let after = image.after else { return "DELETE FROM \(table.name) WHERE \(guardian)" }
    return "UPDATE \(table.name) SET \(table.payload) = \(after.sqlLiteral) WHERE \(guardian)"
  }

  private func statement(_ action: WritePlan.Action, matching query: Query) -> String {
    let start =
      if case .clear = action {
        "UPDATE \(table.name) SET \(table.payload) = /* emptied */"
      } else {
        "DELETE FROM \(table.name)"
      }
    var conditions: [String] = []
    let bound = table.dialect.expiryColumn.kind
    for term in query.filter?.terms ?? [] {
      switch term.test {
      case .expired: conditions.append("\(term.negated ? "NOT " : "")\(table.expiry) <= /* now, \(bound.rawValue) */")
      case .active: conditions.append("\(term.negated ? "NOT " : "")\(table.expiry) > /* now, \(bound.rawValue) */")
      default: continue
      }
    }
    if query.activeOnly { conditions.append("\(table.expiry) > /* now, \(bound.rawValue) */") }
    if let filter = query.filter, conditions.count < filter.terms.count + (query.activeOnly ? 1 : 0) {
      conditions.append("/* matches: \(filter.text.replacing("*/", with: "* /")) */")
    }
    let rest = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    return start + rest + " -- in short transactions"
  }

  private func statement(_ restoration: Restoration) -> String {
    let id = Self.literal(restoration.id)
    guard let before = restoration.before else { return "DELETE FROM \(table.name) WHERE \(table.id) = \(id)" }
    let payload = RowImages(table: table).payload(before).sqlLiteral
    guard restoration.after != nil else {
      return "INSERT INTO \(table.name) (\(table.id), \(table.payload), …) VALUES (\(id), \(payload), …)"
    }
    return "UPDATE \(table.name) SET \(table.payload) = \(payload), … WHERE \(table.id) = \(id)"
  }

  /// An id is a credential: shown shortened.
  private static func literal(_ id: SessionID) -> String { "'" + id.shortened.replacing("'", with: "''") + "'" }
}

extension SQLiteWriter {
  /// The payload of a session before and after a change that is not made.
  func preview(
    of id: SessionID, _ action: WritePlan.Action
  ) throws(StoreError) -> (before: FieldValue, after: FieldValue?) {
    // A handle of its own that cannot write: asking what would happen must not open the store for writing.
    let connection = try SQLiteConnection(path: access.path, mode: access.mode)
    defer { connection.close() }
    guard let image = try images.read(id, in: connection) else { throw .noSuchSession(id) }
    return (images.payload(image), try changedPayload(of: image, by: action))
  }
}
