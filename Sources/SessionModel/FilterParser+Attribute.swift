extension FilterParser {
  /// Reads a term that begins with `@`.
  mutating func attribute(negated: Bool) throws(FilterFailure) -> Filter.Term {
    let start = index
    index += 1
    let name = try piece(stoppingAtOperator: true)
    guard let attribute = Filter.Attribute(rawValue: name.text) else {
      let suggestion = Filter.Attribute.nearest(to: name.text)?.rawValue
      throw fail(.unknownAttribute(name.text, suggestion: suggestion), start..<index)
    }
    let operatorStart = index
    let comparison = takeOperator()
    let refusal = comparison.map {
      fail(.comparisonNotPossible(attribute: attribute.rawValue, $0), operatorStart..<index)
    }
    var term = Filter.Term(negated: negated, test: .expired)
    switch attribute {
    case .expired, .active, .pending:
      if let refusal { throw refusal }
      term.test = attribute == .expired ? .expired : attribute == .active ? .active : .pending
      return term
    default: break
    }
    guard let comparison, let refusal else { throw fail(.missingValue, index..<index) }
    switch attribute {
    case .user, .client, .id:
      guard comparison == .equal || comparison == .notEqual else { throw refusal }
      if comparison == .notEqual { term.negated.toggle() }
      if attribute == .id {
        // A `|` may be part of an id, so there are no alternatives.
        term.test = .idPrefix(try value(stoppingAtBar: false).text)
      } else {
        let values = try values().map(\.text)
        term.test = attribute == .user ? .user(values) : .client(values)
      }
    case .size, .keys:
      guard comparison != .contains else { throw refusal }
      let value = try value(stoppingAtBar: false)
      if attribute == .size {
        guard let size = ByteSize(parsing: value.text) else { throw fail(.badSize(value.text), value.range) }
        term.test = .size(comparison, size.bytes)
      } else {
        guard value.scalars.allSatisfy({ $0.value &- 0x30 <= 9 }), let number = Int(value.text) else {
          throw fail(.badNumber(value.text), value.range)
        }
        term.test = .keys(comparison, number)
      }
    default:
      guard comparison.isOrder else { throw refusal }
      let value = try value(stoppingAtBar: false)
      guard let duration = Duration(parsing: value.text) else { throw fail(.badDuration(value.text), value.range) }
      switch attribute {
      case .idle: term.test = .idle(comparison, duration)
      case .age: term.test = .age(comparison, duration)
      case .ttl: term.test = .ttl(comparison, duration)
      default: term.test = .changed(comparison, duration)
      }
    }
    return term
  }
}
