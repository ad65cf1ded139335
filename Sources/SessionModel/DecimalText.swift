/// The text of a JSON number taken apart in place, so that two numbers of any length compare exactly and without
/// allocating: `1.0` equals `1`, 9007199254740993 is more than 9007199254740992, `1e400` is more than `9e399`.
struct DecimalText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let isNegative: Bool
  /// Where the first digit that is not zero stands; `digitsEnd` when there is none.
  private let firstDigit: Int
  /// Behind the last digit, before the exponent.
  private let digitsEnd: Int
  /// The power of ten of the first digit, plus one: 3 for `123.4`, 0 for `0.5`.
  private let magnitude: Int

  private static let limit = 1_000_000_000_000

  /// Nil where `bytes` are not a number of RFC 8259 (`NaN` is none; `Infinity` and `-Infinity` are, as Python has it).
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    var index = 0
    isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { index = 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "I") {
      guard UnsafeBufferPointer(rebasing: bytes[index...]).elementsEqual("Infinity".utf8) else { return nil }
      firstDigit = index
      digitsEnd = index + 1
      magnitude = .max
      return
    }
    let start = index
    var first: Int?
    func isDigit(_ at: Int) -> Bool { at < bytes.count && bytes[at] &- 0x30 <= 9 }
    func skipDigits() {
      while isDigit(index) {
        if first == nil, bytes[index] != UInt8(ascii: "0") { first = index }
        index += 1
      }
    }
    skipDigits()
    let wholeEnd = index
    guard wholeEnd > start, wholeEnd == start + 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let fraction = index
      skipDigits()
      guard index > fraction else { return nil }
    }
    digitsEnd = index
    var exponent = 0
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      var isDown = false
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
        isDown = bytes[index] == UInt8(ascii: "-")
        index += 1
      }
      guard isDigit(index) else { return nil }
      while isDigit(index) {
        exponent = min(exponent * 10 + Int(bytes[index] - 0x30), Self.limit)
        index += 1
      }
      if isDown { exponent = -exponent }
    }
    guard index == bytes.count else { return nil }
    firstDigit = first ?? digitsEnd
    // Digits before the point count up, zeros behind it count down (the point itself is not one of them).
    magnitude = (firstDigit < wholeEnd ? wholeEnd - firstDigit : wholeEnd + 1 - firstDigit) + exponent
  }

  private var isZero: Bool { firstDigit == digitsEnd }

  /// -1, 0 or 1.
  func compared(to other: DecimalText) -> Int {
    if isZero || other.isZero {
      return isZero ? (other.isZero ? 0 : other.isNegative ? 1 : -1) : isNegative ? -1 : 1
    }
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let sign = isNegative ? -1 : 1
    if magnitude != other.magnitude { return magnitude < other.magnitude ? -sign : sign }
    if magnitude == .max { return 0 }
    var mine = firstDigit
    var theirs = other.firstDigit
    while true {
      let a = nextDigit(&mine)
      let b = other.nextDigit(&theirs)
      if a == nil, b == nil { return 0 }
      if (a ?? 0) != (b ?? 0) { return (a ?? 0) < (b ?? 0) ? -sign : sign }
    }
  }

  private func nextDigit(_ index: inout Int) -> UInt8? {
    if index < digitsEnd, bytes[index] == UInt8(ascii: ".") { index += 1 }
    guard index < digitsEnd else { return nil }
    defer { index += 1 }
    return bytes[index] - 0x30
  }
}

extension Number {
  /// The order of two numbers by value, exact at any length; nil where one is `NaN`.
  ///
  /// ```swift
  /// Number(verbatim: "1.0").compared(to: Number(1))  // 0
  /// ```
  public func compared(to other: Number) -> Int? {
    text.withUTF8Bytes { mine in
      other.text.withUTF8Bytes { theirs in
        guard let a = DecimalText(mine), let b = DecimalText(theirs) else { return nil }
        return a.compared(to: b)
      }
    }
  }
}
