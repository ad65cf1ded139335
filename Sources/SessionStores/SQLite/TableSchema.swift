import SessionModel

/// A table's columns and indexes, as far as paging and writing need them.
struct TableSchema: Sendable, Hashable {
  struct Column: Sendable, Hashable {
    var name: String
    /// The declared type, upper case.
    var type: String
    /// Its place in the primary key from 1; 0 when it is not part of it.
    var primaryKey: Int
    /// Computed by SQLite, so it cannot be written.
    var isGenerated: Bool
  }

  var name: String
  var columns: [Column]
  /// `rowid`, or another of its names where a column is called that; nil for a `WITHOUT ROWID` table.
  var rowID: String?
  /// The first columns of indexes over all rows.
  var indexedColumns: Set<String>
  /// Columns that identify a row by themselves: a one-column primary key or unique index.
  var uniqueColumns: Set<String>

  func column(_ name: String) -> Column? { columns.first { $0.name.lowercased() == name.lowercased() } }
  func has(_ name: String) -> Bool { column(name) != nil }
  func isIndexed(_ name: String) -> Bool { indexedColumns.contains(name.lowercased()) }

  /// The columns that can be written, in order.
  var storedColumns: [String] { columns.filter { !$0.isGenerated }.map(\.name) }

  /// The column that is another name of the row id: `INTEGER PRIMARY KEY`.
  var rowIDAlias: String? {
    let keys = columns.filter { $0.primaryKey > 0 }
    guard rowID != nil, keys.count == 1, keys[0].type == "INTEGER" else { return nil }
    return keys[0].name
  }
}

extension TableSchema {
  /// Every ordinary table, by name.
  static func names(in connection: SQLiteConnection) throws(StoreError) -> [String] {
    try connection.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ) { $0.text(0) }
  }

  /// Reads a table; nil when there is none of that name.
  static func read(_ table: String, in connection: SQLiteConnection) throws(StoreError) -> TableSchema? {
    let columns = try connection.rows(
      "SELECT name, upper(type), pk, hidden FROM pragma_table_xinfo(?1)", [FieldValue(table)]
    ) {
      Column(name: $0.text(0), type: $0.text(1), primaryKey: Int($0.integer(2)), isGenerated: $0.integer(3) > 1)
    }
    guard !columns.isEmpty else { return nil }
    let taken = Set(columns.map { $0.name.lowercased() })
    let rowID = ["rowid", "_rowid_", "oid"].first {
      !taken.contains($0) && connection.canPrepare("SELECT \($0) FROM \(table.quotedIdentifier) LIMIT 0")
    }
    var schema = TableSchema(name: table, columns: columns, rowID: rowID, indexedColumns: [], uniqueColumns: [])
    let indexes = try connection.rows(
      "SELECT name, \"unique\" FROM pragma_index_list(?1) WHERE partial = 0", [FieldValue(table)]
    ) { (name: $0.text(0), isUnique: $0.integer(1) != 0) }
    for index in indexes {
      // An index in another collation cannot serve our byte-wise comparisons; one on an expression has no name.
      let keys = try connection.rows(
        "SELECT coalesce(name, ''), coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno",
        [FieldValue(index.name)]
      ) { (name: $0.text(0).lowercased(), collation: $0.text(1).uppercased()) }
      guard let first = keys.first, !first.name.isEmpty, first.collation == "BINARY" else { continue }
      schema.indexedColumns.insert(first.name)
      if index.isUnique, keys.count == 1 { schema.uniqueColumns.insert(first.name) }
    }
    if let alias = schema.rowIDAlias?.lowercased() {
      schema.indexedColumns.insert(alias)
      schema.uniqueColumns.insert(alias)
    }
    return schema
  }
}
