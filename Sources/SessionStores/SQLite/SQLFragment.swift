import SessionModel

/// A piece of SQL with the values of its `?` in order.
struct SQLFragment: Sendable, Hashable {
  var text: String
  var values: [FieldValue]

  init(_ text: String, _ values: [FieldValue] = []) {
    self.text = text
    self.values = values
  }

  /// The fragments joined by `AND` in a `WHERE`, or nothing.
  static func whereAll(_ fragments: [SQLFragment]) -> SQLFragment {
    guard !fragments.isEmpty else { return SQLFragment("") }
    return SQLFragment(
      " WHERE " + fragments.map { "(\($0.text))" }.joined(separator: " AND "), fragments.flatMap(\.values))
  }
}

extension String {
  /// As an SQL identifier: `"a ""b"""`.
  var quotedIdentifier: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}

extension FieldValue {
  /// As it is read by people: short, quoted as SQL.
  var sqlLiteral: String {
    func shortened(_ text: String) -> String {
      text.count <= 24 ? text : text.prefix(12) + "…" + text.suffix(6)
    }
    switch self {
    case .null: return "NULL"
    case .integer(let integer): return String(integer)
    case .real(let real): return String(real)
    case .text(let bytes):
      return "'" + shortened(String(decoding: bytes, as: UTF8.self)).replacing("'", with: "''") + "'"
    case .blob(let bytes): return "x'…' /* \(bytes.count) bytes */"
    }
  }
}
