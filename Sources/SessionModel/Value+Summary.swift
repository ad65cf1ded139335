extension Value {
  /// The value on one line, `limit` characters at most and `…` where it was cut: `"alice"`, `42`, `[3 items]`,
  /// `{2 keys}`, `<16 bytes>`. Large values cost no more than small ones.
  ///
  /// It is text from a stranger, not safe to print as it is.
  public func summary(limit: Int = 60) -> String {
    switch self {
    case .null: return Self.cut("null", limit)
    case .bool(let flag): return Self.cut(flag ? "true" : "false", limit)
    case .number(let number): return Self.cut(number.text, limit)
    case .date(let text): return Self.cut(text, limit)
    case .string(let text): return Self.quoted(text, limit)
    case .bytes(let bytes): return Self.cut("<\(bytes.count) \(bytes.count == 1 ? "byte" : "bytes")>", limit)
    case .array(let elements):
      return Self.cut(elements.isEmpty ? "[]" : "[\(elements.count) \(elements.count == 1 ? "item" : "items")]", limit)
    case .object(let members):
      return Self.cut(members.isEmpty ? "{}" : "{\(members.count) \(members.count == 1 ? "key" : "keys")}", limit)
    case .opaque(let opaque): return Self.cut("<\(Self.cut(opaque.type, max(1, limit - 2)))>", limit)
    }
  }

  private static func cut(_ text: String, _ limit: Int) -> String {
    guard limit > 0 else { return "" }
    var end = text.startIndex
    guard text.formIndex(&end, offsetBy: limit, limitedBy: text.endIndex), end < text.endIndex else { return text }
    return text.prefix(limit - 1) + "…"
  }

  /// A string in quotes as JSON would spell it. Escapes are kept as they are stored and never cut in two.
  private static func quoted(_ text: Text, _ limit: Int) -> String {
    guard limit > 2 else { return limit < 1 ? "" : text.isEmpty && limit == 2 ? "\"\"" : "…" }
    let isShown = text.isLossy ? text.spelling ?? "" : text.string
    var output = "\""
    var count = 1
    for character in isShown {
      let piece =
        switch character {
        case "\"" where !text.isLossy: "\\\""
        case "\\" where !text.isLossy: "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\r\n": "\\r\\n"
        case "\t": "\\t"
        default: String(character)
        }
      if count + piece.count > limit - 1 {
        // No room for this one and the closing quote.
        return cut(output + "…", limit)
      }
      output += piece
      count += piece.count
    }
    return output + "\""
  }
}
