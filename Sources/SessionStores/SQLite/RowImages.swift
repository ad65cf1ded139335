import SessionModel

/// Reads whole rows as images and writes images back, column by column, with their storage classes.
///
/// An image has every stored column and, in front, the row id under its SQLite name where no column is an alias of it.
struct RowImages {
  let table: SessionTable

  private var schema: TableSchema { table.schema }
  /// The row id as a field of its own; nil where there is none or a column is it.
  private var rowIDField: String? { schema.rowIDAlias == nil ? schema.rowID : nil }
  private var fieldNames: [String] { (rowIDField.map { [$0] } ?? []) + schema.storedColumns }

  /// What `image(_:from:)` reads.
  var columns: String { fieldNames.map { $0 == rowIDField ? $0 : $0.quotedIdentifier }.joined(separator: ", ") }

  /// The image of the current row, whose columns begin at `first`.
  func image(_ statement: SQLiteStatement, from first: Int32 = 0) -> SessionImage {
    var fields: [SessionImage.Field] = []
    for (offset, name) in fieldNames.enumerated() {
      fields.append(.init(name, statement.value(first + Int32(offset))))
    }
    let id = fields.first { $0.name == table.dialect.id.column }?.value.bytes ?? []
    return SessionImage(id: SessionID(String(decoding: id, as: UTF8.self)), fields: fields)
  }

  /// The row of a session, nil where there is none.
  func read(_ id: SessionID, in connection: SQLiteConnection) throws(StoreError) -> SessionImage? {
    try connection.first(
      "SELECT \(columns) FROM \(table.name) WHERE \(table.id) = ? LIMIT 1", [FieldValue(id.text)]
    ) { image($0) }
  }

  /// Deletes the row if it is still as in the image, payload and expiry; false where it is not.
  func delete(_ image: SessionImage, in connection: SQLiteConnection) throws(StoreError) -> Bool {
    let guardian = unchanged(image)
    try connection.execute("DELETE FROM \(table.name) WHERE \(guardian.text)", guardian.values)
    return connection.changes == 1
  }

  /// Gives the row another payload if it is still as in the image; false where it is not.
  func update(
    _ image: SessionImage, payload: FieldValue, in connection: SQLiteConnection
  ) throws(StoreError) -> Bool {
    let guardian = unchanged(image)
    try connection.execute(
      "UPDATE \(table.name) SET \(table.payload) = ? WHERE \(guardian.text)", [payload] + guardian.values)
    return connection.changes == 1
  }

  /// Sets every column of the session's row.
  func overwrite(_ image: SessionImage, in connection: SQLiteConnection) throws(StoreError) {
    let fields = image.fields.filter { isWritable($0.name) }
    let assignments = fields.map { "\($0.name.quotedIdentifier) = ?" }.joined(separator: ", ")
    try connection.execute(
      "UPDATE \(table.name) SET \(assignments) WHERE \(table.id) = ?", fields.map(\.value) + [FieldValue(image.id.text)]
    )
  }

  /// Puts a row in. Its row id is kept where it is still free; it has no meaning to the framework.
  func insert(_ image: SessionImage, in connection: SQLiteConnection) throws(StoreError) {
    var fields = image.fields.filter { $0.name == rowIDField || isWritable($0.name) }
    let rowID = schema.rowIDAlias ?? rowIDField
    if let rowID, rowID != table.dialect.id.column, let field = fields.first(where: { $0.name == rowID }) {
      let isTaken = try connection.first(
        "SELECT 1 FROM \(table.name) WHERE \(schema.rowID ?? rowID) = ?", [field.value], { _ in true })
      if isTaken ?? false { fields.removeAll { $0.name == rowID } }
    }
    let names = fields.map { $0.name == rowIDField ? $0.name : $0.name.quotedIdentifier }
    let places = fields.map { _ in "?" }.joined(separator: ", ")
    try connection.execute(
      "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) VALUES (\(places))", fields.map(\.value))
  }

  /// True when two images hold the same, the row id aside.
  func areEqual(_ a: SessionImage?, _ b: SessionImage?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    let names = schema.storedColumns.filter { $0 != schema.rowIDAlias || $0 == table.dialect.id.column }
    return names.allSatisfy { self[$0, in: a] == self[$0, in: b] }
  }

  func revision(_ image: SessionImage) -> Revision {
    table.revision(payload: payload(image), expiry: expiry(image))
  }

  func payload(_ image: SessionImage) -> FieldValue { self[table.dialect.payload.column, in: image] }
  func expiry(_ image: SessionImage) -> FieldValue { self[table.dialect.expiryColumn.column, in: image] }

  func replacingPayload(of image: SessionImage, with payload: FieldValue) -> SessionImage {
    var image = image
    for index in image.fields.indices where isSame(image.fields[index].name, table.dialect.payload.column) {
      image.fields[index].value = payload
    }
    return image
  }

  // MARK: Parts

  private subscript(name: String, in image: SessionImage) -> FieldValue {
    image.fields.first { isSame($0.name, name) }?.value ?? .null
  }

  /// Column names ignore case in SQLite.
  private func isSame(_ a: String, _ b: String) -> Bool { a == b || a.lowercased() == b.lowercased() }

  private func isWritable(_ name: String) -> Bool {
    schema.storedColumns.contains { isSame($0, name) }
  }

  /// The row of an image, as long as nobody saved it since.
  private func unchanged(_ image: SessionImage) -> SQLFragment {
    SQLFragment(
      "\(table.id) = ? AND \(table.payload) IS ? AND \(table.expiry) IS ?",
      [FieldValue(image.id.text), payload(image), expiry(image)])
  }
}
