/// A cursor over bytes that come from outside. Every read is checked against what is left, so that a length prefix is
/// believed, and memory taken for it, only when the bytes are really there.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - index }
  var isAtEnd: Bool { index >= bytes.count }

  func failure(_ reason: DecodingFailure.Reason) -> DecodingFailure { DecodingFailure(reason: reason, offset: index) }

  func peek() throws(DecodingFailure) -> UInt8 {
    guard index < bytes.count else { throw failure(.endOfData) }
    return bytes[index]
  }

  mutating func byte() throws(DecodingFailure) -> UInt8 {
    let byte = try peek()
    index += 1
    return byte
  }

  mutating func take(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw failure(.lengthBeyondData) }
    defer { index += count }
    return bytes[index..<index + count]
  }

  mutating func expect(_ byte: UInt8) throws(DecodingFailure) {
    let found = try peek()
    guard found == byte else { throw failure(.unexpectedByte(found)) }
    index += 1
  }

  /// The bytes before the next `end`, which is consumed too.
  mutating func take(until end: UInt8) throws(DecodingFailure) -> ArraySlice<UInt8> {
    guard let stop = bytes[index...].firstIndex(of: end) else { throw failure(.endOfData) }
    defer { index = stop + 1 }
    return bytes[index..<stop]
  }

  /// An unsigned integer of `count` bytes (up to 8), most significant first.
  mutating func bigEndian(_ count: Int) throws(DecodingFailure) -> UInt64 {
    guard count <= remaining else { throw failure(.endOfData) }
    return try take(count).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// An unsigned integer of `count` bytes (up to 8), least significant first.
  mutating func littleEndian(_ count: Int) throws(DecodingFailure) -> UInt64 {
    guard count <= remaining else { throw failure(.endOfData) }
    return try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension UInt64 {
  /// As a count of bytes; more than `Int` holds is more than any payload has.
  var clampedCount: Int { Int(clamping: self) }
}
