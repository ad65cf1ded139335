/// Byte searches sixteen at a time; the standard library's go one by one.
extension UnsafeBufferPointer<UInt8> {
  /// True when any byte is not ASCII.
  @inline(__always)
  var hasByteAboveASCII: Bool {
    guard let base = baseAddress else { return false }
    let raw = UnsafeRawPointer(base)
    var bits = SIMD16<UInt8>(repeating: 0)
    var index = 0
    while index + 16 <= count {
      bits |= (raw + index).loadUnaligned(as: SIMD16<UInt8>.self)
      index += 16
    }
    let words = unsafeBitCast(bits, to: SIMD2<UInt64>.self)
    var rest: UInt8 = 0
    while index < count {
      rest |= base[index]
      index += 1
    }
    return (words[0] | words[1]) & 0x8080_8080_8080_8080 != 0 || rest >= 0x80
  }

  /// Where `byte` stands first at or behind `start`.
  @inline(__always)
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard let base = baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    let wanted = SIMD16<UInt8>(repeating: byte)
    var index = start
    // Most payloads hold none: sixty-four bytes are passed over with one question.
    while index + 64 <= count {
      let blocks = (raw + index).loadUnaligned(as: (SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>, SIMD16<UInt8>).self)
      let any = (blocks.0 .== wanted) .| (blocks.1 .== wanted) .| (blocks.2 .== wanted) .| (blocks.3 .== wanted)
      let words = unsafeBitCast(any, to: SIMD2<UInt64>.self)
      if words[0] | words[1] != 0 { break }
      index += 64
    }
    while index + 16 <= count {
      let block = (raw + index).loadUnaligned(as: SIMD16<UInt8>.self)
      let hits = unsafeBitCast(block .== wanted, to: SIMD2<UInt64>.self)
      if hits[0] != 0 { return index + hits[0].trailingZeroBitCount / 8 }
      if hits[1] != 0 { return index + 8 + hits[1].trailingZeroBitCount / 8 }
      index += 16
    }
    while index < count {
      if base[index] == byte { return index }
      index += 1
    }
    return nil
  }
}
