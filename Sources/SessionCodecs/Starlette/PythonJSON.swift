import SessionModel

/// JSON as Python's `json.loads` reads it from bytes, and what `dict()` makes of it: how Starlette loads a session.
enum PythonJSON {
  /// The entries; nil where Python would raise. A repeated key keeps its first place and its last value, `[]` and `""`
  /// are empty, and a list of pairs is an object.
  static func object(_ bytes: [UInt8]) -> Value? {
    guard let value = try? JSONReader.read(text(bytes)) else { return nil }
    switch value {
    case .object: return value.hasDuplicateKeys ? value.withoutRepeatedKeys : value
    case .array(let elements):
      var members: [Value.Member] = []
      for element in elements {
        guard case .array(let pair) = element, pair.count == 2, case .string(let key) = pair[0] else { return nil }
        members.append(Value.Member(key, pair[1]))
      }
      return Value.object(members).withoutRepeatedKeys
    case .string(let text): return text.isEmpty ? .object([]) : nil
    default: return nil
    }
  }

  /// The text in UTF-8, without a byte order mark (python/cpython Lib/json/__init__.py, `detect_encoding`).
  private static func text(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
    guard bytes.count >= 2, bytes.count % 2 == 0 else { return bytes }
    func units(bigEndian: Bool, from start: Int) -> [UInt8] {
      let units = stride(from: start, to: bytes.count, by: 2).map { index in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return bigEndian ? first << 8 | second : second << 8 | first
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    }
    if bytes.starts(with: [0xff, 0xfe]) { return units(bigEndian: false, from: 2) }
    if bytes.starts(with: [0xfe, 0xff]) { return units(bigEndian: true, from: 2) }
    if bytes[0] == 0, bytes[1] != 0 { return units(bigEndian: true, from: 0) }
    if bytes[1] == 0, bytes[0] != 0 { return units(bigEndian: false, from: 0) }
    return bytes
  }
}

extension Value {
  /// As a Python `dict` has it: the first place, the last value; inside too.
  var withoutRepeatedKeys: Value {
    switch self {
    case .array(let elements): return .array(elements.map(\.withoutRepeatedKeys))
    case .object(let members):
      var result: [Member] = []
      var places: [Text: Int] = [:]
      for member in members {
        let value = member.value.withoutRepeatedKeys
        if let place = places[member.key] {
          result[place].value = value
        } else {
          places[member.key] = result.count
          result.append(Member(member.key, value))
        }
      }
      return .object(result)
    default: return self
    }
  }

  /// Why this cannot be a session in a cookie; nil when it can.
  var cookieObstacle: EditObstacle? {
    guard case .object = self else { return .undecodable("top level is not an object") }
    if hasDuplicateKeys { return .duplicateKeys }
    return typeWithoutJSON.map { .opaque($0) }
  }
}
