import SessionModel

/// Writes what PHP's `unserialize` reads. What did not change, and every object, is copied byte for byte.
struct PHPWriter {
  private(set) var output: [UInt8] = []
  private let originalBytes: [UInt8]

  init(originalBytes: [UInt8]) { self.originalBytes = originalBytes }

  mutating func write(_ value: Value, replacing original: Original?) throws(EditObstacle) {
    if let original, original.value == value {
      output += originalBytes[original.source.range]
      return
    }
    switch value {
    case .null: put("N;")
    case .bool(let flag): put(flag ? "b:1;" : "b:0;")
    case .number(let number): try write(number)
    case .string(let text): string(try text.utf8Bytes)
    case .bytes(let bytes): string(bytes)
    case .date: throw .opaque("date")
    case .opaque(let opaque):
      guard !opaque.raw.isEmpty else { throw .opaque(opaque.type) }
      output += opaque.raw
    case .array(let elements):
      put("a:\(elements.count):{")
      let originals = original?.elements(matching: elements)
      for (index, element) in elements.enumerated() {
        put("i:\(index);")
        try write(element, replacing: originals?[index])
      }
      put("}")
    case .object(let members):
      put("a:\(members.count):{")
      let indices = original?.memberIndices() ?? [:]
      for member in members {
        try write(key: member.key)
        try write(member.value, replacing: indices[member.key].flatMap { original?.member($0) })
      }
      put("}")
    }
  }

  /// `key|value` for PHP's `php` session handler, which cannot hold every key (php/php-src ext/session/session.c).
  mutating func writeSession(_ members: [Value.Member], replacing original: Original?) throws(EditObstacle) {
    let indices = original?.memberIndices() ?? [:]
    for member in members {
      let index = indices[member.key]
      let key = try member.key.utf8Bytes
      if index == nil, key.contains(UInt8(ascii: "|")) || key.first == UInt8(ascii: "!") || Self.isInteger(key) {
        throw .opaque("key \(member.key.string)")
      }
      output += key + [UInt8(ascii: "|")]
      try write(member.value, replacing: index.flatMap { original?.member($0) })
    }
  }

  private mutating func put(_ text: String) { output += Array(text.utf8) }

  private mutating func string(_ bytes: [UInt8]) {
    put("s:\(bytes.count):\"")
    output += bytes
    put("\";")
  }

  /// PHP keeps a key that reads as an integer as one.
  private mutating func write(key: Text) throws(EditObstacle) {
    let bytes = try key.utf8Bytes
    if Self.isInteger(bytes) { put("i:\(key.string);") } else { string(bytes) }
  }

  /// True for the text of an integer as PHP writes it: no sign but a minus, no leading zeros, 64 bits.
  private static func isInteger(_ key: [UInt8]) -> Bool {
    let text = String(decoding: key, as: UTF8.self)
    return Int64(text).map { String($0) == text } ?? false
  }

  private mutating func write(_ number: Number) throws(EditObstacle) {
    if number.isInteger {
      guard let integer = Int64(number.text) else { throw .opaque("integer of more than 64 bits") }
      return put("i:\(integer);")
    }
    switch number.text {
    case "NaN": put("d:NAN;")
    case "Infinity": put("d:INF;")
    case "-Infinity": put("d:-INF;")
    default:
      guard number.double.isFinite else { throw .opaque("number \(number.text)") }
      put("d:\(Self.spelling(of: number.double));")
    }
  }

  /// As PHP spells it with `serialize_precision=-1`: `5`, `19.99`, `1.0E+25`.
  private static func spelling(of double: Double) -> String {
    let text = double.description
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    guard let exponent = text.firstIndex(of: "e") else { return text }
    let digits = text[..<exponent]
    return (digits.contains(".") ? digits : digits + ".0") + "E" + text[text.index(after: exponent)...]
  }
}
