import SessionModel

/// Filters, paths and values that cannot be read: the text with a mark under what is wrong.
extension ErrorMessages {
  static func filter(_ failure: FilterFailure, text: String?) -> Complaint {
    let sentence = "The filter cannot be read: \(reason(failure.reason))."
    let excerpt = text.map { "\n" + marked($0, column: failure.column, length: failure.length) } ?? ""
    return Complaint(.usage, "bad_filter", sentence + excerpt, hint: hint(failure.reason))
  }

  private static func reason(_ reason: FilterFailure.Reason) -> String {
    switch reason {
    case .emptyTerm: "a term is empty"
    case .unknownAttribute(let name, _): "there is no @\(plain(name))"
    case .missingValue: "a value is missing"
    case .badNumber(let text): "\(quoted(text)) is not a number"
    case .badDuration(let text): "\(quoted(text)) is not a length of time"
    case .badSize(let text): "\(quoted(text)) is not a size"
    case .badPath(let reason): "the path is wrong: \(self.reason(reason))"
    case .unclosedQuote: "a quote is not closed"
    case .comparisonNotPossible(let attribute, let comparison):
      "\(plain(attribute)) cannot be compared with \(comparison.rawValue)"
    }
  }

  private static func hint(_ reason: FilterFailure.Reason) -> String? {
    switch reason {
    case .unknownAttribute(_, let suggestion):
      if let suggestion {
        "Did you mean @\(suggestion)?"
      } else {
        "There are: " + Filter.Attribute.allCases.map { "@" + $0.rawValue }.joined(separator: " ") + "."
      }
    case .badDuration: "Like 90s, 30m, 1h30m, 7d."
    case .badSize: "Like 300, 4k, 1.5M."
    case .emptyTerm, .missingValue, .badNumber, .badPath, .unclosedQuote, .comparisonNotPossible: nil
    }
  }

  static func path(_ failure: Path.Failure, text: String?) -> Complaint {
    let excerpt = text.map { "\n" + marked($0, column: failure.column, length: 1) } ?? ""
    return Complaint(
      .usage, "bad_path", "The path cannot be read: \(reason(failure.reason))." + excerpt,
      hint: "Like cart.items[0].sku, or [\"a.b\"] for a key with a dot in it.")
  }

  private static func reason(_ reason: Path.Failure.Reason) -> String {
    switch reason {
    case .emptyKey: "a key is empty"
    case .badIndex: "an index is not a whole number"
    case .unclosedBracket: "a bracket is not closed"
    case .badQuoted: "the quoted key is not a JSON string"
    case .unexpected(let character): "\(quoted(String(character))) is out of place"
    }
  }

  static func value(_ failure: JSONReader.Failure, text: String) -> Complaint {
    // The reader counts bytes, the mark characters.
    let column = String(decoding: Array(text.utf8).prefix(failure.offset), as: UTF8.self).count
    let excerpt = text.contains("\n") || text.count > 200 ? "" : "\n" + marked(text, column: column, length: 1)
    return Complaint(
      .usage, "bad_value", "VALUE is not JSON: \(reason(failure))." + excerpt,
      hint: "For text, add --string or write it with quotes: '\"text\"'.")
  }

  static func reason(_ failure: JSONReader.Failure) -> String {
    switch failure.reason {
    case .endOfText: "it ends too early"
    case .unexpectedByte(let byte):
      byte >= 0x20 && byte < 0x7f
        ? "unexpected \(quoted(String(UnicodeScalar(byte)))) at byte \(failure.offset)"
        : "unexpected byte \(byte) at \(failure.offset)"
    case .badLiteral: "an unknown word at byte \(failure.offset)"
    case .badNumber: "a malformed number at byte \(failure.offset)"
    case .badEscape: "a malformed escape in the string at byte \(failure.offset)"
    case .controlInString: "a control character in a string at byte \(failure.offset)"
    case .tooDeep: "it is nested more than \(JSONReader.maximumDepth) deep"
    case .trailingText: "there is more behind the value, at byte \(failure.offset)"
    case .notUTF8: "the string at byte \(failure.offset) is not UTF-8"
    }
  }
}
