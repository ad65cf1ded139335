extension Filter {
  /// Reads a filter:
  ///
  /// ```swift
  /// try Filter(parsing: #"role=admin|staff cart.total>100 !"two words" @idle>30m"#)
  /// ```
  ///
  /// - Terms are separated by spaces and all must hold; `!` in front of one negates it. An empty text selects all.
  /// - `word`: anything that is no comparison, also `http://…`; in quotes it may hold spaces and operators.
  /// - `path=value`, `!=`, `~` (contains, ignoring case), `>`, `>=`, `<`, `<=`; `a|b` is any of them. Inside quotes
  ///   `\"` and `\\` stand for themselves, and `|` is an ordinary character.
  /// - `has:path`, and `@` with one of `Filter.Attribute`.
  public init(parsing text: String) throws(FilterFailure) {
    var parser = FilterParser(text)
    self.init(text: text, terms: try parser.terms())
  }

  /// A filter of these terms, with the text that reads back as them.
  public init(terms: [Term]) {
    self.init(text: terms.map(\.description).joined(separator: " "), terms: terms)
  }
}

/// Takes a filter's text apart, scalar by scalar.
struct FilterParser {
  let scalars: [Unicode.Scalar]
  var index = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Some text with its quotes taken off, and where each scalar of it came from.
  struct Piece {
    var scalars: [Unicode.Scalar] = []
    var sources: [Int] = []
    var range = 0..<0
    var text: String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      return String(view)
    }
  }

  mutating func terms() throws(FilterFailure) -> [Filter.Term] {
    var terms: [Filter.Term] = []
    while true {
      while let next = peek, Self.isSpace(next) { index += 1 }
      guard peek != nil else { return terms }
      terms.append(try term())
    }
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  func fail(_ reason: FilterFailure.Reason, _ range: Range<Int>) -> FilterFailure {
    func count(_ range: Range<Int>) -> Int {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view).count
    }
    return FilterFailure(
      reason: reason, column: count(0..<range.lowerBound), length: max(1, count(range)))
  }

  private mutating func term() throws(FilterFailure) -> Filter.Term {
    let start = index
    let negated = peek == "!"
    if negated { index += 1 }
    guard let first = peek, !Self.isSpace(first) else { throw fail(.emptyTerm, start..<index) }
    if first == "@" { return try attribute(negated: negated) }
    if scalars[index...].starts(with: "has:".unicodeScalars) {
      return Filter.Term(negated: negated, test: try has())
    }
    let head = try piece(stoppingAtOperator: true)
    guard let comparison = takeOperator() else {
      guard !head.scalars.isEmpty else { throw fail(.emptyTerm, head.range) }
      return Filter.Term(negated: negated, test: .word(head.text))
    }
    let path = try path(head)
    let values = try values()
    if comparison.isOrder {
      for value in values where !Filter.isOrdered(value.text) { throw fail(.badNumber(value.text), value.range) }
    }
    return Filter.Term(negated: negated, test: .path(path, comparison, values.map(\.text)))
  }

  private mutating func has() throws(FilterFailure) -> Filter.Test {
    index += 4
    let piece = try piece(stoppingAtOperator: true)
    guard !piece.range.isEmpty else { throw fail(.missingValue, piece.range) }
    let operatorStart = index
    if let comparison = takeOperator() {
      throw fail(.comparisonNotPossible(attribute: "has", comparison), operatorStart..<index)
    }
    return .has(try path(piece))
  }

  private func path(_ piece: Piece) throws(FilterFailure) -> Path {
    guard !piece.scalars.isEmpty else {
      throw fail(.badPath(.emptyKey), piece.range.lowerBound..<piece.range.lowerBound)
    }
    do throws(Path.ScalarFailure) {
      return try Path(scalars: piece.scalars)
    } catch {
      let offset = error.offset
      let source = offset < piece.sources.count ? piece.sources[offset] : piece.range.upperBound
      throw fail(.badPath(error.reason), source..<min(source + 1, scalars.count))
    }
  }

  // MARK: Pieces

  private func comparison(at index: Int) -> Filter.Comparison? {
    guard index < scalars.count else { return nil }
    let isFollowedByEquals = index + 1 < scalars.count && scalars[index + 1] == "="
    switch scalars[index] {
    case "=": return .equal
    case "~": return .contains
    case ">": return isFollowedByEquals ? .atLeast : .greater
    case "<": return isFollowedByEquals ? .atMost : .less
    case "!": return isFollowedByEquals ? .notEqual : nil
    default: return nil
    }
  }

  mutating func takeOperator() -> Filter.Comparison? {
    guard let comparison = comparison(at: index) else { return nil }
    index += comparison.rawValue.utf8.count
    return comparison
  }

  mutating func values() throws(FilterFailure) -> [Piece] {
    var values = [try value(stoppingAtBar: true)]
    while peek == "|" {
      index += 1
      values.append(try value(stoppingAtBar: true))
    }
    return values
  }

  mutating func value(stoppingAtBar: Bool) throws(FilterFailure) -> Piece {
    let value = try piece(stoppingAtBar: stoppingAtBar)
    // `role=""` is the empty text and a value; `role=` is not.
    guard !value.range.isEmpty else { throw fail(.missingValue, value.range) }
    return value
  }

  mutating func piece(
    stoppingAtOperator: Bool = false, stoppingAtBar: Bool = false
  ) throws(FilterFailure) -> Piece {
    var piece = Piece()
    let start = index
    func take(_ parser: inout FilterParser) {
      piece.scalars.append(parser.scalars[parser.index])
      piece.sources.append(parser.index)
      parser.index += 1
    }
    while let next = peek, !Self.isSpace(next) {
      if stoppingAtBar, next == "|" { break }
      if stoppingAtOperator, comparison(at: index) != nil { break }
      let isBracketed = stoppingAtOperator && next == "[" && index + 1 < scalars.count && scalars[index + 1] == "\""
      guard next == "\"" || isBracketed else {
        take(&self)
        continue
      }
      // The quotes of a bracketed key belong to the path and are left for it, with their escapes.
      let open = isBracketed ? index + 1 : index
      if isBracketed {
        take(&self)
        take(&self)
      } else {
        index += 1
      }
      while let inner = peek, inner != "\"" {
        if inner == "\\", index + 1 < scalars.count {
          if isBracketed { take(&self) } else { index += 1 }
        }
        take(&self)
      }
      guard peek != nil else { throw fail(.unclosedQuote, open..<scalars.count) }
      if isBracketed { take(&self) } else { index += 1 }
    }
    piece.range = start..<index
    return piece
  }
}
