import SessionModel

/// The order of a listing in one table: a key, then the row's locator, so that it is total.
struct RowOrder: Sendable, Hashable {
  enum Key: Sendable, Hashable {
    /// The locator alone.
    case locator
    case column(String)
    case size
    /// Top-level keys; the payload has to be decoded.
    case keys
    /// A user inside the payload.
    case user
  }

  var key: Key
  var descending: Bool
  /// True when an index (or the table itself) is in this order.
  var isIndexed: Bool
  /// Said with the page where it is not the order asked for.
  var note: Page.Note?

  /// The order that serves `sort` in a table.
  init(_ sort: Sort, in table: SessionTable) {
    descending = sort.descending
    note = nil
    let dialect = table.dialect
    func by(_ column: String) -> (Key, Bool) {
      column == dialect.id.column && table.schema.rowID == nil
        ? (.locator, true) : (.column(column), table.schema.isIndexed(column))
    }
    let isByRow = table.schema.rowID != nil
    switch sort.key {
    case .seen:
      if let seen = dialect.seen {
        (key, isIndexed) = by(seen.column)
      } else if dialect.rowOrderIsActivity, isByRow {
        (key, isIndexed) = (.locator, true)
      } else if table.schema.isIndexed(dialect.expiryColumn.column) {
        (key, isIndexed) = by(dialect.expiryColumn.column)
        note = .sortedBy(.expires)
      } else {
        (key, isIndexed) = (.locator, true)
        note = .sortedBy(isByRow ? .created : .id)
      }
    case .created:
      if let created = dialect.created {
        (key, isIndexed) = by(created.column)
      } else {
        (key, isIndexed) = (.locator, true)
        if !isByRow { note = .sortedBy(.id) } else if dialect.rowOrderIsActivity { note = .sortedBy(.seen) }
      }
    case .expires: (key, isIndexed) = by(dialect.expiryColumn.column)
    case .id: (key, isIndexed) = by(dialect.id.column)
    case .size: (key, isIndexed) = (.size, false)
    case .keys: (key, isIndexed) = (.keys, false)
    case .user:
      switch dialect.user {
      case .column(let column): (key, isIndexed) = by(column)
      case .paths: (key, isIndexed) = (.user, false)
      case .unknown:
        (key, isIndexed) = by(dialect.id.column)
        note = .sortedBy(.id)
      }
    }
  }

  /// The key as an SQL expression; nil when the locator is all of it or it is not a column.
  var column: String? { if case .column(let name) = key { name.quotedIdentifier } else { nil } }

  var reversed: RowOrder {
    var order = self
    order.descending.toggle()
    return order
  }

  /// A place in the order.
  struct Position: Sendable, Hashable {
    /// NULL where the locator is the whole key.
    var key: FieldValue
    var locator: FieldValue

    /// Whether this place comes before `other`.
    func precedes(_ other: Position, descending: Bool) -> Bool {
      if key.precedes(other.key) { return !descending }
      if other.key.precedes(key) { return descending }
      return descending ? other.locator.precedes(locator) : locator.precedes(other.locator)
    }
  }
}

extension SessionTable {
  /// The sort keys this table has data for, and what they cost.
  var sorts: [Sort.Key: StoreInfo.SortCost] {
    var sorts: [Sort.Key: StoreInfo.SortCost] = [:]
    for key in Sort.Key.allCases {
      let order = RowOrder(Sort(key, descending: Sort.natural(key)), in: self)
      if order.note == nil { sorts[key] = order.isIndexed ? .index : .scan }
    }
    return sorts
  }
}
