import SessionModel

/// Reads MessagePack (msgpack/msgpack spec.md). What has no counterpart in `Value` becomes an opaque node with its
/// bytes, and the first thing that stands in the way of writing is noted in `obstacle`.
struct MessagePackReader {
  private(set) var reader: ByteReader
  /// A map key that is not text.
  private(set) var obstacle: EditObstacle?

  init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

  /// The one value that makes up the payload. `source` is filled with the place of everything in it, for writing.
  mutating func root(_ source: inout SourceNode?) throws(DecodingFailure) -> Value {
    let value = try value(&source, depth: 0)
    guard reader.isAtEnd else { throw reader.failure(.trailingData) }
    return value
  }

  private mutating func value(_ source: inout SourceNode?, depth: Int) throws(DecodingFailure) -> Value {
    if depth > DecodingFailure.maximumDepth { throw reader.failure(.tooDeep) }
    let start = reader.index
    let value = try body(of: reader.byte(), at: start, &source, depth: depth)
    source?.range = start..<reader.index
    return value
  }

  private mutating func body(
    of marker: UInt8, at start: Int, _ source: inout SourceNode?, depth: Int
  ) throws(DecodingFailure) -> Value {
    switch marker {
    case 0x00...0x7f: return .number(Number(marker))
    case 0x80...0x8f: return try map(Int(marker & 15), &source, depth: depth)
    case 0x90...0x9f: return try array(Int(marker & 15), &source, depth: depth)
    case 0xa0...0xbf: return Value(textOrBytes: try reader.take(Int(marker & 31)))
    case 0xc0: return .null
    case 0xc2: return .bool(false)
    case 0xc3: return .bool(true)
    case 0xc4...0xc6: return .bytes(Array(try reader.take(try length(1 << Int(marker - 0xc4)))))
    case 0xc7...0xc9: return try ext(try length(1 << Int(marker - 0xc7)), at: start)
    case 0xca: return .number(Self.number(Float(bitPattern: UInt32(try reader.bigEndian(4)))))
    case 0xcb: return .number(Self.number(Double(bitPattern: try reader.bigEndian(8))))
    case 0xcc...0xcf: return .number(Number(try reader.bigEndian(1 << Int(marker - 0xcc))))
    case 0xd0: return .number(Number(Int8(truncatingIfNeeded: try reader.bigEndian(1))))
    case 0xd1: return .number(Number(Int16(truncatingIfNeeded: try reader.bigEndian(2))))
    case 0xd2: return .number(Number(Int32(truncatingIfNeeded: try reader.bigEndian(4))))
    case 0xd3: return .number(Number(Int64(bitPattern: try reader.bigEndian(8))))
    case 0xd4...0xd8: return try ext(1 << Int(marker - 0xd4), at: start)
    case 0xd9...0xdb: return Value(textOrBytes: try reader.take(try length(1 << Int(marker - 0xd9))))
    case 0xdc, 0xdd: return try array(try length(marker == 0xdc ? 2 : 4), &source, depth: depth)
    case 0xde, 0xdf: return try map(try length(marker == 0xde ? 2 : 4), &source, depth: depth)
    case 0xe0...0xff: return .number(Number(Int8(bitPattern: marker)))
    default: throw DecodingFailure(reason: .unexpectedByte(marker), offset: start)
    }
  }

  private mutating func length(_ size: Int) throws(DecodingFailure) -> Int {
    try reader.bigEndian(size).clampedCount
  }

  private mutating func array(
    _ count: Int, _ source: inout SourceNode?, depth: Int
  ) throws(DecodingFailure) -> Value {
    // An element takes a byte at least, so a larger count is a lie that must not size an array.
    guard count <= reader.remaining else { throw reader.failure(.lengthBeyondData) }
    var elements: [Value] = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      var child = source.map { _ in SourceNode() }
      elements.append(try value(&child, depth: depth + 1))
      if let child { source?.children.append(child) }
    }
    return .array(elements)
  }

  private mutating func map(_ count: Int, _ source: inout SourceNode?, depth: Int) throws(DecodingFailure) -> Value {
    guard count <= reader.remaining / 2 else { throw reader.failure(.lengthBeyondData) }
    var members: [Value.Member] = []
    members.reserveCapacity(count)
    for _ in 0..<count {
      let start = reader.index
      var none: SourceNode?
      let key = try value(&none, depth: depth + 1)
      let end = reader.index
      var child = source.map { _ in SourceNode() }
      let value = try value(&child, depth: depth + 1)
      if let child {
        source?.keys.append(start..<end)
        source?.children.append(child)
      }
      if case .string(let text) = key {
        members.append(Value.Member(text, value))
      } else {
        obstacle = obstacle ?? .opaque("\(key.kind.rawValue) key")
        members.append(Value.Member(Text(typedKey: key), value))
      }
    }
    return .object(members)
  }

  private mutating func ext(_ count: Int, at start: Int) throws(DecodingFailure) -> Value {
    let type = Int8(bitPattern: try reader.byte())
    let data = Array(try reader.take(count))
    if type == MessagePackTimestamp.type, let time = MessagePackTimestamp(data), let text = time.text {
      return .date(text)
    }
    return .opaque(
      Value.Opaque(
        type: type == MessagePackTimestamp.type ? "timestamp" : "ext \(type)",
        fields: [Value.Member("data", .bytes(data))], raw: Array(reader.bytes[start..<reader.index])))
  }

  /// The shortest text that reads back as the same number, with a fraction or exponent so that it stays a float.
  static func number(_ float: some BinaryFloatingPoint & CustomStringConvertible) -> Number {
    if float.isNaN { return Number(verbatim: "NaN") }
    if float.isInfinite { return Number(verbatim: float < 0 ? "-Infinity" : "Infinity") }
    return Number(verbatim: float.description)
  }
}
