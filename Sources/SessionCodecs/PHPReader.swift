import SessionModel

/// Reads what PHP's `serialize` writes. Objects become opaque nodes with their bytes: no class is looked up, no
/// `__wakeup` or `__unserialize` runs.
///
/// Source: php/php-src ext/standard/var.c (writing), var_unserializer.re (reading).
struct PHPReader {
  private(set) var reader: ByteReader
  /// True once a reference (`r:`, `R:`) was met. They count values from the start of the session, so that adding or
  /// removing any value before one makes it point elsewhere.
  private(set) var holdsReference = false
  /// An array key or the like that cannot be written again.
  private(set) var obstacle: EditObstacle?

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

  /// The one value that makes up the payload.
  mutating func root(_ source: inout SourceNode?) throws(DecodingFailure) -> Value {
    let value = try value(&source)
    guard reader.isAtEnd else { throw reader.failure(.trailingData) }
    return value
  }

  /// What PHP's `php` session handler writes: `key|value` after `key|value`, nothing in between.
  mutating func session(_ source: inout SourceNode?) throws(DecodingFailure) -> Value {
    var members: [Value.Member] = []
    while !reader.isAtEnd {
      let start = reader.index
      let key = try reader.take(until: UInt8(ascii: "|"))
      try member(Value(textOrBytes: key), at: start, &members, &source, depth: 0)
    }
    source?.range = 0..<reader.index
    return .object(members)
  }

  mutating func value(_ source: inout SourceNode?, depth: Int = 0) throws(DecodingFailure) -> Value {
    if depth > DecodingFailure.maximumDepth { throw reader.failure(.tooDeep) }
    let start = reader.index
    let value = try body(at: start, &source, depth: depth)
    source?.range = start..<reader.index
    return value
  }

  private mutating func body(
    at start: Int, _ source: inout SourceNode?, depth: Int
  ) throws(DecodingFailure) -> Value {
    let type = try reader.byte()
    try reader.expect(type == UInt8(ascii: "N") ? UInt8(ascii: ";") : UInt8(ascii: ":"))
    switch type {
    case UInt8(ascii: "N"): return .null
    case UInt8(ascii: "b"):
      let digit = try reader.take(until: UInt8(ascii: ";"))
      guard digit.count == 1, let flag = digit.first, flag == 0x30 || flag == 0x31 else { throw malformed("boolean") }
      return .bool(flag == 0x31)
    case UInt8(ascii: "i"): return .number(Number(try integer(until: UInt8(ascii: ";"))))
    case UInt8(ascii: "d"): return .number(try float())
    case UInt8(ascii: "s"):
      let bytes = try quoted()
      try reader.expect(UInt8(ascii: ";"))
      return Value(textOrBytes: bytes)
    case UInt8(ascii: "a"): return try array(&source, depth: depth)
    case UInt8(ascii: "O"), UInt8(ascii: "C"): return try object(type, at: start, depth: depth)
    case UInt8(ascii: "E"):
      let name = String(decoding: try quoted(), as: UTF8.self)
      try reader.expect(UInt8(ascii: ";"))
      let parts = name.split(separator: ":", maxSplits: 1)
      return opaque(
        String(parts.first ?? ""), [Value.Member("case", .string(Text(String(parts.last ?? ""))))], from: start)
    case UInt8(ascii: "r"), UInt8(ascii: "R"):
      holdsReference = true
      let index = try integer(until: UInt8(ascii: ";"))
      return opaque("reference", [Value.Member("to", .number(Number(index)))], from: start)
    default: throw DecodingFailure(reason: .unexpectedByte(type), offset: start)
    }
  }

  private func malformed(_ detail: String) -> DecodingFailure { reader.failure(.malformed(detail)) }

  private func opaque(_ type: String, _ fields: [Value.Member], from start: Int) -> Value {
    .opaque(Value.Opaque(type: type, fields: fields, raw: Array(reader.bytes[start..<reader.index])))
  }

  private mutating func integer(until end: UInt8) throws(DecodingFailure) -> Int64 {
    guard let integer = Int64(String(decoding: try reader.take(until: end), as: UTF8.self)) else {
      throw malformed("integer")
    }
    return integer
  }

  private mutating func count() throws(DecodingFailure) -> Int {
    let count = try integer(until: UInt8(ascii: ":"))
    guard count >= 0, count <= reader.remaining else { throw reader.failure(.lengthBeyondData) }
    return Int(count)
  }

  /// `5:"hello"`: the length counts bytes.
  private mutating func quoted() throws(DecodingFailure) -> ArraySlice<UInt8> {
    let count = try count()
    try reader.expect(UInt8(ascii: "\""))
    let bytes = try reader.take(count)
    try reader.expect(UInt8(ascii: "\""))
    return bytes
  }

  /// Shown with a fraction or an exponent, so that `d:5;` is told from `i:5;`.
  private mutating func float() throws(DecodingFailure) -> Number {
    let text = String(decoding: try reader.take(until: UInt8(ascii: ";")), as: UTF8.self)
    switch text {
    case "INF": return Number(verbatim: "Infinity")
    case "-INF": return Number(verbatim: "-Infinity")
    case "NAN": return Number(verbatim: "NaN")
    default:
      guard let double = Double(text), double.isFinite else { throw malformed("float") }
      guard case .number(let number)? = try? JSONReader.read(text) else { return MessagePackReader.number(double) }
      return number.isInteger ? Number(verbatim: text + ".0") : number
    }
  }

  private mutating func array(_ source: inout SourceNode?, depth: Int) throws(DecodingFailure) -> Value {
    let count = try count()
    try reader.expect(UInt8(ascii: "{"))
    var members: [Value.Member] = []
    // An element takes at least six bytes: `i:0;N;`.
    members.reserveCapacity(min(count, reader.remaining / 6))
    var isList = true
    for position in 0..<count {
      let start = reader.index
      var none: SourceNode?
      let key = try value(&none, depth: depth + 1)
      if case .number(let number) = key, number.isInteger {
        isList = isList && number.text == String(position)
        try member(.string(Text(number.text)), at: start, &members, &source, depth: depth + 1)
      } else {
        isList = false
        try member(key, at: start, &members, &source, depth: depth + 1)
      }
    }
    try reader.expect(UInt8(ascii: "}"))
    return isList ? .array(members.map(\.value)) : .object(members)
  }

  /// Reads the value of a key that began at `start` and has just been read.
  private mutating func member(
    _ key: Value, at start: Int, _ members: inout [Value.Member], _ source: inout SourceNode?, depth: Int
  ) throws(DecodingFailure) {
    let end = reader.index
    var child = source.map { _ in SourceNode() }
    let value = try value(&child, depth: depth)
    if let child {
      source?.keys.append(start..<end)
      source?.children.append(child)
    }
    switch key {
    case .string(let text): members.append(Value.Member(text, value))
    case .bytes:
      obstacle = obstacle ?? .opaque("key that is not UTF-8")
      members.append(Value.Member(Text(typedKey: key), value))
    default: throw DecodingFailure(reason: .malformed("array key"), offset: start)
    }
  }

  /// `O:3:"Foo":1:{…}` with its properties, or `C:3:"Foo":5:{…}` with bytes that only the class can read.
  private mutating func object(_ type: UInt8, at start: Int, depth: Int) throws(DecodingFailure) -> Value {
    let name = String(decoding: try quoted(), as: UTF8.self)
    try reader.expect(UInt8(ascii: ":"))
    let count = try count()
    try reader.expect(UInt8(ascii: "{"))
    var fields: [Value.Member] = []
    if type == UInt8(ascii: "C") {
      fields.append(Value.Member("data", Value(textOrBytes: try reader.take(count))))
    } else {
      for _ in 0..<count {
        var none: SourceNode?
        let key = try value(&none, depth: depth + 1)
        fields.append(Value.Member(try Self.propertyName(key, reader), try value(&none, depth: depth + 1)))
      }
    }
    try reader.expect(UInt8(ascii: "}"))
    return opaque(name, fields, from: start)
  }

  /// A property as `print_r` names it: `\0*\0name` is `name:protected`, `\0Class\0name` is `name:Class:private`.
  private static func propertyName(_ key: Value, _ reader: ByteReader) throws(DecodingFailure) -> Text {
    let bytes: [UInt8]
    switch key {
    case .string(let text): bytes = Array(text.string.utf8)
    case .bytes(let raw): bytes = raw
    case .number(let number): return Text(number.text)
    default: throw reader.failure(.malformed("property name"))
    }
    guard bytes.first == 0, let end = bytes.dropFirst().firstIndex(of: 0) else {
      return Text(String(decoding: bytes, as: UTF8.self))
    }
    let scope = String(decoding: bytes[1..<end], as: UTF8.self)
    let name = String(decoding: bytes[(end + 1)...], as: UTF8.self)
    return Text(scope == "*" ? "\(name):protected" : "\(name):\(scope):private")
  }
}
