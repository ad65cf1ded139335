import SessionModel

/// A field value as text for cursors: its storage class, then the value, nothing but letters, digits, `-` and `_`.
enum FieldValueText {
  static func encode(_ value: FieldValue) -> String {
    switch value {
    case .null: "n"
    case .integer(let integer): "i\(integer)"
    case .real(let real): "r\(String(real.bitPattern, radix: 16))"
    case .text(let bytes): "t" + Base64.encode(bytes, urlSafe: true, padded: false)
    case .blob(let bytes): "b" + Base64.encode(bytes, urlSafe: true, padded: false)
    }
  }

  static func decode(_ text: String) -> FieldValue? {
    let rest = String(text.dropFirst())
    switch text.first {
    case "n": return rest.isEmpty ? .null : nil
    case "i": return Int64(rest).map(FieldValue.integer)
    case "r": return UInt64(rest, radix: 16).map { .real(Double(bitPattern: $0)) }
    case "t": return Base64.decode(rest).map(FieldValue.text)
    case "b": return Base64.decode(rest).map(FieldValue.blob)
    default: return nil
    }
  }
}
