extension Filter.Comparison {
  /// True for `>`, `>=`, `<` and `<=`.
  var isOrder: Bool {
    switch self {
    case .greater, .atLeast, .less, .atMost: true
    case .equal, .notEqual, .contains: false
    }
  }

  /// Whether it holds for two things that compare as `order` (-1, 0, 1).
  func holds(_ order: Int) -> Bool {
    switch self {
    case .equal, .contains: order == 0
    case .notEqual: order != 0
    case .greater: order > 0
    case .atLeast: order >= 0
    case .less: order < 0
    case .atMost: order <= 0
    }
  }
}

extension Filter {
  /// True for a number or a date: what `>` and its like can compare with.
  static func isOrdered(_ text: String) -> Bool {
    text.withUTF8Bytes { DecimalText($0) != nil } || Timestamp(parsing: text) != nil
  }
}
