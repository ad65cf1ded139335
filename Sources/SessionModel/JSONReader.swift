/// Reads JSON (RFC 8259) without losing anything a session's framework could notice: number text, order of keys,
/// duplicate keys, string spellings and lone surrogates. Accepts Python's bare `NaN`, `Infinity`, `-Infinity`.
///
/// ```swift
/// let value = try JSONReader.read(#"{"total": 1.0, "id": 9007199254740993}"#)
/// ```
public struct JSONReader {
  /// What was wrong with the text, and where.
  public struct Failure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
      case endOfText, unexpectedByte(UInt8), badLiteral, badNumber, badEscape, controlInString, tooDeep, trailingText
      case notUTF8
    }
    public var reason: Reason
    /// Bytes from the start.
    public var offset: Int

    public init(reason: Reason, offset: Int) {
      self.reason = reason
      self.offset = offset
    }
  }

  /// Values nested deeper than this are refused instead of risking the stack.
  public static let maximumDepth = 512

  private let bytes: UnsafeBufferPointer<UInt8>
  /// True when a byte beyond ASCII is anywhere in the text, so that strings have to be checked.
  private let hasHighByte: Bool
  private var index = 0
  private var depth = 0

  public static func read(_ text: String) throws(Failure) -> Value { try read(Array(text.utf8)) }

  public static func read(_ bytes: [UInt8]) throws(Failure) -> Value {
    let result: Result<Value, Failure> = bytes.withUnsafeBufferPointer { buffer in
      do throws(Failure) { return .success(try read(buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  public static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) -> Value {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value()
    reader.skipSpace()
    if reader.index != bytes.count { throw reader.failure(.trailingText) }
    return value
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    hasHighByte = bytes.hasByteAboveASCII
  }

  private func failure(_ reason: Failure.Reason) -> Failure { Failure(reason: reason, offset: index) }

  @inline(__always)
  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0a, 0x0d: index += 1
      default: return
      }
    }
  }

  private mutating func value() throws(Failure) -> Value {
    skipSpace()
    guard index < bytes.count else { throw failure(.endOfText) }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    case UInt8(ascii: "N"):
      try literal("NaN")
      return .number(Number(verbatim: "NaN"))
    case UInt8(ascii: "I"):
      try literal("Infinity")
      return .number(Number(verbatim: "Infinity"))
    default: return .number(try number())
    }
  }

  private mutating func object() throws(Failure) -> Value {
    index += 1
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw failure(.tooDeep) }
    var members: [Value.Member] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return .object([])
    }
    while true {
      skipSpace()
      try expect(UInt8(ascii: "\""), consume: false)
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"), consume: true)
      members.append(Value.Member(key, try value()))
      skipSpace()
      guard index < bytes.count else { throw failure(.endOfText) }
      switch bytes[index] {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "}"):
        index += 1
        return .object(members)
      default: throw failure(.unexpectedByte(bytes[index]))
      }
    }
  }

  private mutating func array() throws(Failure) -> Value {
    index += 1
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw failure(.tooDeep) }
    var elements: [Value] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return .array([])
    }
    while true {
      elements.append(try value())
      skipSpace()
      guard index < bytes.count else { throw failure(.endOfText) }
      switch bytes[index] {
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "]"):
        index += 1
        return .array(elements)
      default: throw failure(.unexpectedByte(bytes[index]))
      }
    }
  }

  private mutating func expect(_ byte: UInt8, consume: Bool) throws(Failure) {
    guard index < bytes.count else { throw failure(.endOfText) }
    guard bytes[index] == byte else { throw failure(.unexpectedByte(bytes[index])) }
    if consume { index += 1 }
  }

  private mutating func literal(_ word: StaticString) throws(Failure) {
    let length = word.utf8CodeUnitCount
    guard index + length <= bytes.count else { throw failure(.endOfText) }
    for offset in 0..<length where bytes[index + offset] != word.utf8Start[offset] { throw failure(.badLiteral) }
    index += length
  }

  private mutating func number() throws(Failure) -> Number {
    let start = index
    if bytes[index] == UInt8(ascii: "-") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "I") {
        try literal("Infinity")
        return Number(verbatim: "-Infinity")
      }
    }
    guard index < bytes.count else { throw failure(.endOfText) }
    guard isDigit(index) else { throw failure(.unexpectedByte(bytes[index])) }
    if bytes[index] == UInt8(ascii: "0") { index += 1 } else { skipDigits() }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard isDigit(index) else { throw failure(.badNumber) }
      skipDigits()
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
      guard isDigit(index) else { throw failure(.badNumber) }
      skipDigits()
    }
    return Number(verbatim: String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
  }

  private func isDigit(_ at: Int) -> Bool { at < bytes.count && bytes[at] >= 0x30 && bytes[at] <= 0x39 }
  private mutating func skipDigits() { while isDigit(index) { index += 1 } }

  private mutating func string() throws(Failure) -> Text {
    index += 1
    let start = index
    var hasEscape = false
    while true {
      skipPlain()
      guard index < bytes.count else {
        index = bytes.count
        throw failure(.endOfText)
      }
      if bytes[index] == UInt8(ascii: "\"") { break }
      if bytes[index] < 0x20 { throw failure(.controlInString) }
      hasEscape = true
      // A control character is as wrong behind a backslash; the escape itself is checked below.
      guard index + 1 >= bytes.count || bytes[index + 1] >= 0x20 else {
        index += 1
        throw failure(.controlInString)
      }
      index += 2
    }
    let source = UnsafeBufferPointer(rebasing: bytes[start..<index])
    let spelling = String(decoding: source, as: UTF8.self)
    // Decoding repairs what is not UTF-8. (`String(validating:)` would tell, at several times the cost.)
    guard !hasHighByte || spelling.withUTF8Bytes({ $0.elementsEqual(source) }) else {
      index = start
      throw failure(.notUTF8)
    }
    index += 1
    if !hasEscape { return Text(spelling) }
    guard let decoded = JSONUnescape.bytes(of: source) else {
      index = start
      throw failure(.badEscape)
    }
    return Text(
      decoded: String(decoding: decoded.bytes, as: UTF8.self), spelling: spelling, isLossy: decoded.isLossy)
  }

  /// Goes to the next quote, backslash or control character, eight bytes at a time, or to the end.
  @inline(__always)
  private mutating func skipPlain() {
    guard let base = bytes.baseAddress else { return }
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
      // Bytes equal to a character become 0; a byte below n borrows from its high bit (Hacker's Delight, 6-1).
      // A borrow can only mark bytes above a true hit, and the lowest one is what is asked for.
      let quote = word ^ 0x2222_2222_2222_2222
      let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c
      let ones: UInt64 = 0x0101_0101_0101_0101
      let hits =
        (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        | (word &- 0x2020_2020_2020_2020) & ~word
      let marks = hits & 0x8080_8080_8080_8080
      if marks != 0 {
        index += marks.trailingZeroBitCount / 8
        return
      }
      index += 8
    }
    while index < bytes.count, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
      bytes[index] != UInt8(ascii: "\\")
    {
      index += 1
    }
  }

  /// The UTF-16 code units that a JSON string's inside stands for; nil where an escape is malformed.
  static func codeUnits(ofSpelling spelling: String) -> [UInt16]? {
    var units: [UInt16] = []
    let source = Array(spelling.utf16)
    var index = 0
    while index < source.count {
      guard source[index] == 0x5c else {
        units.append(source[index])
        index += 1
        continue
      }
      let escape = source[index...].prefix(6).map { UInt8(exactly: $0) ?? 0 }
      guard let unit = escape.withUnsafeBufferPointer(JSONUnescape.firstUnit) else { return nil }
      units.append(unit.value)
      index += unit.length
    }
    return units
  }
}
