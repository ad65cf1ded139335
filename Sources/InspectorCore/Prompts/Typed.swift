import SessionModel

/// Values as people type them into a field, and back.
enum Typed {
  /// A text as a value of one type. A float stays a float: `42` becomes `42.0`.
  static func value(_ text: String, as kind: Value.Kind, like old: Value?) -> Result<Value, EditProblem> {
    // The spelling is kept where the text did not change, so an edit undone by hand leaves no trace.
    if kind == .string, case .string(let before)? = old, !before.isLossy,
      before.string.utf8.elementsEqual(text.utf8)
    {
      return .success(.string(before))
    }
    do throws(LiteralFailure) {
      return .success(try Value(literal: text, as: kind))
    } catch {
      return .failure(.literal(error))
    }
  }

  /// JSON where it is JSON, else a string: `1042`, `true`, `["a"]`, `hello`.
  static func anything(_ text: String) -> Value {
    (try? JSONReader.read(text)) ?? .string(Text(text))
  }

  /// The text a field begins with.
  static func text(of value: Value) -> String {
    switch value {
    case .string(let text): text.string
    case .number(let number): number.text
    case .bool(let flag): flag ? "true" : "false"
    case .null: "null"
    case .date(let text): text
    case .bytes(let bytes): Base64.encode(bytes)
    case .array, .object, .opaque: JSONWriter.string(value)
    }
  }

  /// One line says all of it, so it can be typed in a field.
  static func fitsField(_ value: Value) -> Bool {
    switch value {
    case .string(let text):
      !text.isLossy && text.string.utf8.count <= 4096
        && text.string.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    case .bytes(let bytes): bytes.count <= 1024
    case .number, .bool, .null, .date: true
    case .array, .object, .opaque: false
    }
  }

  /// A value as another type, as near as there is; nil where there is nothing near.
  static func converted(_ value: Value, to kind: Value.Kind) -> String {
    let text = text(of: value).drop { $0 == " " }
    switch kind {
    case .string, .bytes, .date: return kind == .string ? String(text) : ""
    case .int: return Double(text).flatMap { Int(exactly: $0.rounded(.towardZero)) }.map(String.init) ?? "0"
    case .float: return Double(text) == nil ? "0.0" : String(text)
    case .bool: return ["", "0", "false", "null", "no"].contains(text.lowercased()) ? "false" : "true"
    case .null: return "null"
    case .array: return value.kind == .array ? String(text) : "[" + JSONWriter.string(value) + "]"
    case .object: return value.kind == .object ? String(text) : "{}"
    case .opaque: return ""
    }
  }
}
