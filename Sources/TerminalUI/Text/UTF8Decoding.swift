/// Strict UTF-8, one scalar at a time (RFC 3629: no overlong forms, no surrogates).
enum UTF8Decoding {
  /// The scalar that begins at `offset` and its length in bytes, or `nil` when there is none.
  static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (Unicode.Scalar, Int)? {
    let first = bytes[offset]
    let (length, lowest): (Int, UInt32) =
      switch first {
      case 0x00...0x7F: (1, 0)
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (0, 0)
      }
    guard length > 0, bytes.count - offset >= length else { return nil }
    if length == 1 { return (Unicode.Scalar(first), 1) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<length {
      let next = bytes[offset + index]
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    // The initialiser refuses surrogates and values beyond U+10FFFF.
    guard value >= lowest, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }
}
