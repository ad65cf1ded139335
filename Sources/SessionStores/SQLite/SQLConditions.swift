import SessionModel

/// A query that SQL decides by itself, along an index or in bounded counts: no filter, or one about expiry, age, idle
/// time and the beginning of the id.
struct SQLConditions {
  private(set) var fragments: [SQLFragment] = []
  /// An id prefix selects few rows: they are found by the id's index and sorted, instead of walked to.
  private(set) var selectsByID = false

  /// Nil where rows have to be looked at one by one.
  init?(_ query: Query, in table: SessionTable, walking order: RowOrder?, at now: Timestamp) {
    let walksExpiry = order?.key == .column(table.dialect.expiryColumn.column)
    if query.activeOnly { fragments.append(table.isActive(at: now, avoidingIndex: order != nil && !walksExpiry)) }
    for term in query.filter?.terms ?? [] {
      guard var fragment = Self.fragment(term.test, in: table, avoidingIndex: order != nil && !walksExpiry, at: now)
      else {
        return nil
      }
      if case .idPrefix = term.test, !term.negated { selectsByID = true }
      // A comparison with NULL is neither true nor false: as a term of a filter it is false, and its negation true.
      if term.negated { fragment.text = "NOT coalesce((\(fragment.text)), 0)" }
      fragments.append(fragment)
    }
  }

  private static func fragment(
    _ test: Filter.Test, in table: SessionTable, avoidingIndex: Bool, at now: Timestamp
  ) -> SQLFragment? {
    switch test {
    case .expired: return table.isExpired(at: now, avoidingIndex: avoidingIndex)
    case .active: return table.isActive(at: now, avoidingIndex: avoidingIndex)
    case .idPrefix(let prefix): return table.hasPrefix(prefix)
    case .idle(let comparison, let duration):
      return table.dialect.seen.flatMap { time($0, comparison.flipped, now - duration) }
    case .age(let comparison, let duration):
      return table.dialect.created.flatMap { time($0, comparison.flipped, now - duration) }
    default: return nil
    }
  }

  private static func time(
    _ column: Dialect.TimeColumn, _ comparison: Filter.Comparison, _ time: Timestamp
  ) -> SQLFragment? {
    let name = column.column.quotedIdentifier
    switch comparison {
    case .greater: return SQLFragment("\(name) > ?", [column.kind.bound(time)])
    case .atMost: return SQLFragment("\(name) <= ?", [column.kind.bound(time)])
    // The millisecond itself belongs to the other side: compare with the end of the one before.
    case .atLeast: return SQLFragment("\(name) > ?", [column.kind.bound(time - .milliseconds(1))])
    case .less: return SQLFragment("\(name) <= ?", [column.kind.bound(time - .milliseconds(1))])
    case .equal, .notEqual, .contains: return nil
    }
  }
}

extension Filter.Comparison {
  /// The comparison of a moment that says the same as this one of the time since.
  fileprivate var flipped: Filter.Comparison {
    switch self {
    case .greater: .less
    case .atLeast: .atMost
    case .less: .greater
    case .atMost: .atLeast
    case .equal, .notEqual, .contains: self
    }
  }
}
