import SessionModel

/// Types of Python's standard library as they are pickled (python/cpython Lib/_pydatetime.py `__reduce_ex__` and
/// `_getstate`, Lib/decimal, Lib/uuid.py), from arguments that have become values.
enum PickleTypes {
  /// The value of a call to `type`; nil where it is no known type or its arguments are not as expected.
  static func value(of type: String, arguments: [Value]) -> Value? {
    switch type {
    case "_codecs.encode": return encoded(arguments).map { .bytes($0) }
    case "bytes": return arguments.isEmpty ? .bytes([]) : nil
    case "bytearray": return (arguments.isEmpty ? [] : bytes(arguments[0]) ?? encoded(arguments)).map(byteArray)
    case "complex":
      guard arguments.count == 2 else { return nil }
      return typed(type, [("real", arguments[0]), ("imag", arguments[1])])
    case "decimal.Decimal":
      guard arguments.count == 1, case .string = arguments[0] else { return nil }
      return typed(type, [("value", arguments[0])])
    case "datetime.timedelta":
      guard arguments.count == 3 else { return nil }
      return typed(type, [("days", arguments[0]), ("seconds", arguments[1]), ("microseconds", arguments[2])])
    case "datetime.timezone": return arguments.first.map { typed(type, [("offset", $0)]) }
    case "datetime.date":
      guard arguments.count == 1, let bytes = bytes(arguments[0]), bytes.count == 4 else { return nil }
      return date(bytes).map { .date($0) }
    case "datetime.time":
      guard let bytes = arguments.first.flatMap(bytes), bytes.count == 6, let time = time(bytes) else { return nil }
      return typed(type, [("value", .string(Text(time)))] + arguments.dropFirst().map { ("tzinfo", $0) })
    case "datetime.datetime":
      guard let bytes = arguments.first.flatMap(bytes), bytes.count == 10, let date = date(bytes),
        let time = time(bytes[4...])
      else { return nil }
      guard arguments.count > 1 else { return .date("\(date)T\(time)") }
      if let offset = offset(arguments[1]) { return .date("\(date)T\(time)\(offset)") }
      return typed(type, [("value", .date("\(date)T\(time)")), ("tzinfo", arguments[1])])
    default: return nil
    }
  }

  static func byteArray(_ bytes: [UInt8]) -> Value { typed("bytearray", [("value", .bytes(bytes))]) }

  private static func typed(_ type: String, _ fields: [(Text, Value)]) -> Value {
    .opaque(Value.Opaque(type: type, fields: fields.map { Value.Member($0.0, $0.1) }))
  }

  /// Bytes, or a text that stands for them: Python 2 pickled bytes as text.
  private static func bytes(_ value: Value) -> [UInt8]? {
    switch value {
    case .bytes(let bytes): bytes
    case .string(let text): latin1(text)
    default: nil
    }
  }

  /// How protocols 0 to 2 pickle bytes: `_codecs.encode(text, "latin1")`.
  private static func encoded(_ arguments: [Value]) -> [UInt8]? {
    guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let encoding) = arguments[1],
      ["latin1", "latin-1"].contains(encoding.string)
    else { return nil }
    return latin1(text)
  }

  private static func latin1(_ text: Text) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.string.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// Year in two bytes, month, day. The month's highest bit is `fold`, for an hour that a clock change repeats.
  private static func date(_ bytes: [UInt8]) -> String? {
    let month = Int(bytes[2] & 0x7f)
    let day = Int(bytes[3])
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    return "\(padded(Int(bytes[0]) << 8 | Int(bytes[1]), 4))-\(padded(month))-\(padded(day))"
  }

  /// Hour, minute, second, microseconds in three bytes.
  private static func time(_ bytes: some Collection<UInt8>) -> String? {
    let parts = bytes.map(Int.init)
    let hour = parts[0] & 0x7f
    guard hour < 24, parts[1] < 60, parts[2] < 60 else { return nil }
    let microseconds = parts[3] << 16 | parts[4] << 8 | parts[5]
    let fraction = microseconds == 0 ? "" : "." + padded(microseconds, 6)
    return "\(padded(hour)):\(padded(parts[1])):\(padded(parts[2]))\(fraction)"
  }

  /// `+02:00` of a `datetime.timezone`; nil for any other zone, whose rules are not in the pickle.
  private static func offset(_ zone: Value) -> String? {
    guard case .opaque(let zone) = zone, zone.type == "datetime.timezone",
      case .opaque(let delta)? = zone.fields.first?.value, delta.type == "datetime.timedelta", delta.fields.count == 3
    else { return nil }
    let parts = delta.fields.map { field -> Int? in
      if case .number(let number) = field.value { Int(number.text) } else { nil }
    }
    guard let days = parts[0], let seconds = parts[1], parts[2] == 0, (-1...1).contains(days),
      (0..<86_400).contains(seconds)
    else { return nil }
    let total = days * 86_400 + seconds
    let rest = abs(total) % 60
    return (total < 0 ? "-" : "+") + padded(abs(total) / 3600) + ":" + padded(abs(total) / 60 % 60)
      + (rest == 0 ? "" : ":" + padded(rest))
  }

  /// The members of a list of pairs, how protocols 0 and 1 give an ordered dictionary its entries.
  static func pairs(_ value: Value?) -> [Value.Member] {
    guard case .array(let pairs) = value else { return [] }
    return pairs.map { pair in
      guard case .array(let both) = pair, both.count == 2 else { return Value.Member("entry", pair) }
      if case .string(let key) = both[0] { return Value.Member(key, both[1]) }
      return Value.Member(Text(typedKey: both[0]), both[1])
    }
  }

  /// `12345678-1234-5678-1234-567812345678` from the 128-bit number a UUID is pickled as.
  static func uuid(_ value: Value?) -> String? {
    guard case .number(let number) = value, number.isInteger, !number.text.hasPrefix("-") else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    for digit in number.text.utf8 {
      var carry = Int(digit) - 0x30
      for index in bytes.indices.reversed() {
        carry += Int(bytes[index]) * 10
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      if carry > 0 { return nil }
    }
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { bytes[$0].hex }.joined(separator: "-")
  }
}
