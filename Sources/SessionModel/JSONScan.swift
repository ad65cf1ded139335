/// Walks over raw JSON without building anything, for filters that look at millions of payloads.
///
/// It checks only what it has to step over. Text that is no JSON makes a call return nil or give an answer of no
/// meaning; it never reads out of bounds and needs no stack, however deep the values are.
struct JSONScan {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private(set) var index = 0

  /// A scalar or the beginning of a container.
  struct Token {
    enum Kind { case string, number, literal, container }
    var kind: Kind
    /// The bytes of it; of a string what is between the quotes.
    var bytes: UnsafeBufferPointer<UInt8>
    var hasEscape = false
  }

  /// Nil for no bytes at all.
  init?(_ json: UnsafeRawBufferPointer) {
    guard let base = json.baseAddress, !json.isEmpty else { return nil }
    self.base = base.assumingMemoryBound(to: UInt8.self)
    count = json.count
  }

  var isAtEnd: Bool { index >= count }

  /// Steps over bytes that were looked at.
  mutating func skip(_ bytes: Int) { index = min(index + bytes, count) }

  @inline(__always)
  mutating func skipSpace() {
    while index < count, base[index] <= 0x20 { index += 1 }
  }

  /// The next byte that is no space, 0 at the end.
  @inline(__always)
  mutating func peek() -> UInt8 {
    skipSpace()
    return index < count ? base[index] : 0
  }

  /// Takes `byte`, if it comes next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    index += 1
    return true
  }

  /// Takes a string, from its opening quote on; nil where there is none or it does not end.
  @inline(__always)
  mutating func string() -> Token? {
    guard peek() == UInt8(ascii: "\"") else { return nil }
    index += 1
    let start = index
    var hasEscape = false
    while true {
      skipPlain()
      guard index < count else { return nil }
      if base[index] == UInt8(ascii: "\"") { break }
      hasEscape = true
      index += 2
    }
    let bytes = UnsafeBufferPointer(start: base + start, count: index - start)
    index += 1
    return Token(kind: .string, bytes: bytes, hasEscape: hasEscape)
  }

  /// Goes to the next quote or backslash, or to the end.
  @inline(__always)
  private mutating func skipPlain() {
    let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
    let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
    while index + 16 <= count {
      let block = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self)
      let hits = unsafeBitCast((block .== quote) .| (block .== backslash), to: SIMD2<UInt64>.self)
      if hits[0] != 0 {
        index += hits[0].trailingZeroBitCount / 8
        return
      }
      if hits[1] != 0 {
        index += 8 + hits[1].trailingZeroBitCount / 8
        return
      }
      index += 16
    }
    while index < count, base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "\\") { index += 1 }
  }

  /// Takes a scalar whole, or of a container its bracket alone.
  @inline(__always)
  mutating func token() -> Token? {
    let first = peek()
    let start = index
    switch first {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      index += 1
      return Token(kind: .container, bytes: UnsafeBufferPointer(start: base + start, count: 1))
    default:
      while index < count, !Self.endsBareword(base[index]) { index += 1 }
      guard index > start else { return nil }
      let isNumber = first == UInt8(ascii: "-") || (first >= 0x30 && first <= 0x39)
      // `NaN` and `Infinity` are numbers too, as Python writes them; `null` begins small.
      let isBareNumber = first == UInt8(ascii: "N") || first == UInt8(ascii: "I")
      return Token(
        kind: isNumber || isBareNumber ? .number : .literal,
        bytes: UnsafeBufferPointer(start: base + start, count: index - start))
    }
  }

  @inline(__always)
  private static func endsBareword(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte | 0x20 == UInt8(ascii: "}") || byte == UInt8(ascii: ":")
  }

  /// Steps over one value; false where it does not end.
  @inline(__always)
  mutating func skipValue() -> Bool {
    guard let token = token() else { return false }
    return token.kind == .container ? skipContainer() : true
  }

  /// Steps to the end of a container whose opening bracket was taken.
  private mutating func skipContainer() -> Bool {
    let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
    let open = SIMD16<UInt8>(repeating: UInt8(ascii: "{"))
    let close = SIMD16<UInt8>(repeating: UInt8(ascii: "}"))
    let fold = SIMD16<UInt8>(repeating: 0x20)
    var depth = 1
    while index < count {
      if index + 16 <= count {
        // Or-ing 0x20 makes `[` a `{` and `]` a `}`; a quote stays what it is.
        let block = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self) | fold
        let mask = (block .== quote) .| (block .== open) .| (block .== close)
        let hits = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        if hits[0] | hits[1] == 0 {
          index += 16
          continue
        }
        index += hits[0] != 0 ? hits[0].trailingZeroBitCount / 8 : 8 + hits[1].trailingZeroBitCount / 8
      }
      switch base[index] {
      case UInt8(ascii: "\""): if string() == nil { return false }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
        if depth == 0 { return true }
      default: index += 1
      }
    }
    return false
  }
}
