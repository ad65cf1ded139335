/// Decodes the inside of a JSON string to UTF-8.
enum JSONUnescape {
  /// The bytes, and whether a lone surrogate had to become U+FFFD; nil where an escape is malformed.
  static func bytes(of spelling: UnsafeBufferPointer<UInt8>) -> (bytes: [UInt8], isLossy: Bool)? {
    var output: [UInt8] = []
    output.reserveCapacity(spelling.count)
    var isLossy = false
    var index = 0
    while index < spelling.count {
      let byte = spelling[index]
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        index += 1
        continue
      }
      guard index + 1 < spelling.count else { return nil }
      let letter = spelling[index + 1]
      guard letter == UInt8(ascii: "u") else {
        guard let plain = simple(letter) else { return nil }
        output.append(plain)
        index += 2
        continue
      }
      guard let unit = unit(spelling, at: index) else { return nil }
      index += 6
      var value = UInt32(unit)
      if unit & 0xfc00 == 0xd800 {
        if let low = Self.unit(spelling, at: index), low & 0xfc00 == 0xdc00 {
          value = 0x10000 + (UInt32(unit & 0x3ff) << 10 | UInt32(low & 0x3ff))
          index += 6
        }
      }
      if Unicode.Scalar(value) == nil { isLossy = true }
      let scalar = Unicode.Scalar(value) ?? "\u{fffd}"
      output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    return (output, isLossy)
  }

  private static func simple(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// The code unit of the escape that `spelling` begins with, and how many bytes it has.
  static func firstUnit(of spelling: UnsafeBufferPointer<UInt8>) -> (value: UInt16, length: Int)? {
    if let unit = unit(spelling, at: 0) { return (unit, 6) }
    guard spelling.count >= 2, let plain = simple(spelling[1]) else { return nil }
    return (UInt16(plain), 2)
  }

  /// The code unit of a `\uXXXX` that begins at `index`, nil where none does.
  static func unit(_ spelling: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 6 <= spelling.count, spelling[index] == UInt8(ascii: "\\"), spelling[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for offset in 2..<6 {
      guard let digit = hexDigit(spelling[index + offset]) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  private static func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case 0x30...0x39: UInt16(byte - 0x30)
    case 0x41...0x46: UInt16(byte - 0x41 + 10)
    case 0x61...0x66: UInt16(byte - 0x61 + 10)
    default: nil
    }
  }
}
