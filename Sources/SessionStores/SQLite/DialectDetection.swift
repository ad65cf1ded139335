import SessionModel

/// Finds the session table of a database and the framework that wrote it.
///
/// Columns alone are not enough: chats, analytics and conferences have tables called `sessions` too. So the newest rows
/// must look right as well: payloads, ids, and how the expiry is written.
struct DialectDetection {
  struct Match: Sendable {
    var dialect: Dialect
    var schema: TableSchema
    /// Told by columns alone, because there are no rows.
    var isUnsure: Bool
  }

  let connection: SQLiteConnection
  var dialects = Dialects.all

  /// Rows that are looked at.
  private static let sampleSize = 20

  /// The one match, given what the operator already said.
  func find(dialect name: String?, table: String?) throws(StoreError) -> Match {
    let tables = try TableSchema.names(in: connection)
    if let table, !tables.contains(table) { throw .noSuchTable(table, tables: tables) }
    var named: Dialect?
    if let name {
      named = dialects.first { $0.name == name }
      if named == nil { throw .unknownDialect(name, known: dialects.map(\.name)) }
    }
    var schemas: [TableSchema] = []
    for name in table.map({ [$0] }) ?? tables {
      if let schema = try TableSchema.read(name, in: connection) { schemas.append(schema) }
    }
    if let named { return try find(named, among: schemas, isTableNamed: table != nil, tables: tables) }

    var scored: [(match: Match, score: Double)] = []
    for schema in schemas {
      for dialect in dialects where missing(dialect, in: schema).isEmpty && !isForbidden(dialect, in: schema) {
        if let found = try score(dialect, schema, anyName: table != nil) { scored.append(found) }
      }
    }
    // A table with rows says more than one without.
    if scored.contains(where: { !$0.match.isUnsure }) { scored.removeAll { $0.match.isUnsure } }
    scored.sort { $0.score > $1.score }
    guard let best = scored.first else { throw .noSessionTable(connection.path, tables: tables) }
    let close = scored.filter { best.score - $0.score < 10 }
    guard close.count == 1 else {
      throw .ambiguous(
        connection.path, close.map { .init(table: $0.match.schema.name, dialect: $0.match.dialect.name) })
    }
    return best.match
  }

  /// The table of a dialect the operator named: its columns must be there, its rows are not judged.
  private func find(
    _ dialect: Dialect, among schemas: [TableSchema], isTableNamed: Bool, tables: [String]
  ) throws(StoreError) -> Match {
    let fitting = schemas.filter { missing(dialect, in: $0).isEmpty }
    let usual = fitting.filter { isUsual($0.name, for: dialect) }
    guard let schema = usual.first ?? fitting.first else {
      let near = isTableNamed ? schemas.first : schemas.first { isUsual($0.name, for: dialect) }
      guard let near else { throw .noSessionTable(connection.path, tables: tables) }
      throw .dialectMismatch(dialect: dialect.name, table: near.name, missing: missing(dialect, in: near))
    }
    if usual.isEmpty, fitting.count > 1 {
      throw .ambiguous(connection.path, fitting.map { .init(table: $0.name, dialect: dialect.name) })
    }
    return Match(dialect: dialect, schema: schema, isUnsure: false)
  }

  private func missing(_ dialect: Dialect, in schema: TableSchema) -> [String] {
    dialect.required.filter { !schema.has($0) }
  }

  private func isForbidden(_ dialect: Dialect, in schema: TableSchema) -> Bool {
    dialect.forbidden.contains { schema.has($0) }
  }

  private func isUsual(_ table: String, for dialect: Dialect) -> Bool { dialect.tables.contains(table) }

  /// How well a table with the right columns fits; nil when its rows say otherwise. Weights were tried on sample stores
  /// of 36 frameworks and on look-alikes.
  private func score(
    _ dialect: Dialect, _ schema: TableSchema, anyName: Bool
  ) throws(StoreError) -> (match: Match, score: Double)? {
    var score = 40 + 2 * Double(dialect.required.count)
    if isUsual(schema.name, for: dialect) { score += 15 }
    if schema.columns.count == dialect.required.count { score += 5 }
    let sample = try sample(dialect, schema)
    guard !sample.isEmpty else {
      guard anyName || isUsual(schema.name, for: dialect) else { return nil }
      return (Match(dialect: dialect, schema: schema, isUnsure: true), score)
    }
    let expiry = dialect.expiryColumn.kind
    guard sample.allSatisfy({ $0.expiry.isNull || expiry.matches($0.expiry) }) else { return nil }
    let count = Double(sample.count)
    let payloads = Double(sample.filter { dialect.payload.looksRight($0.payload) }.count) / count
    let ids = Double(sample.filter { looksRight($0.id, dialect.id) }.count) / count
    guard payloads >= 0.5, ids >= 0.5 else { return nil }
    score += 40 * payloads + 10 * ids
    return score >= 70 ? (Match(dialect: dialect, schema: schema, isUnsure: false), score) : nil
  }

  private func looksRight(_ id: FieldValue, _ column: Dialect.IDColumn) -> Bool {
    guard case .text(let bytes) = id, bytes.starts(with: column.prefix.utf8) else { return false }
    return column.shape.matches(bytes.dropFirst(column.prefix.utf8.count))
  }

  private struct Sample {
    var id: FieldValue
    var payload: [UInt8]
    var expiry: FieldValue
  }

  /// The newest rows. Long payloads are looked at by their beginning.
  private func sample(_ dialect: Dialect, _ schema: TableSchema) throws(StoreError) -> [Sample] {
    let id = dialect.id.column.quotedIdentifier
    let payload = dialect.payload.column.quotedIdentifier
    return try connection.rows(
      """
      SELECT \(id), \(payload), \(dialect.expiryColumn.column.quotedIdentifier) FROM \(schema.name.quotedIdentifier) \
      ORDER BY \(schema.rowID ?? id) DESC LIMIT \(Self.sampleSize)
      """
    ) { Sample(id: $0.value(0), payload: Array($0.bytes(1)), expiry: $0.value(2)) }
  }
}
