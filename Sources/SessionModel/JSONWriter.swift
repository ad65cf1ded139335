/// How a JSON text is laid out. A store's own style is found by trial and kept (see `JSONStyle.matching`).
public struct JSONStyle: Sendable, Hashable {
  /// Between members and elements.
  public var comma: String
  /// Between key and value.
  public var colon: String
  /// Escape everything outside ASCII, as Python's `json.dumps` does by default.
  public var asciiOnly: Bool
  /// Spaces per level; nil for one line.
  public var indent: Int?

  /// `{"a":1,"b":2}`: JavaScript, PHP, and Python with `separators=(",", ":")`.
  public static let compact = JSONStyle(comma: ",", colon: ":", asciiOnly: false, indent: nil)
  /// `{"a": 1, "b": 2}`, ASCII only: Python's `json.dumps` with its defaults.
  public static let python = JSONStyle(comma: ", ", colon: ": ", asciiOnly: true, indent: nil)
  /// Compact and ASCII only: Django's and Flask's serialisers.
  public static let compactASCII = JSONStyle(comma: ",", colon: ":", asciiOnly: true, indent: nil)
  /// Two spaces a level, for people.
  public static let pretty = JSONStyle(comma: ",", colon: ": ", asciiOnly: false, indent: 2)

  /// The style that `bytes` were written in, as far as one of the known ones reproduces them; compact otherwise.
  public static func matching(_ bytes: [UInt8], of value: Value) -> JSONStyle {
    var spaced = JSONStyle.python
    spaced.asciiOnly = false
    for style in [JSONStyle.compact, .python, spaced] where JSONWriter.bytes(value, style: style) == bytes {
      // Escapes are kept per string, so both ASCII-only and plain styles reproduce the source;
      // which one new strings should follow is told by the source having an escape and no byte above 0x7e.
      // Where it has neither, spaces behind the commas tell of Python, which escapes by default.
      var style = style
      style.asciiOnly = bytes.allSatisfy { $0 < 0x7f } && (hasUnicodeEscape(bytes) || style.comma == ", ")
      return style
    }
    return .compact
  }

  private static func hasUnicodeEscape(_ bytes: [UInt8]) -> Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == (UInt8(ascii: "\\"), UInt8(ascii: "u")) }
  }
}

/// Writes a value as JSON; what `JSONReader` read comes out as it went in, but for white space.
///
/// Bytes and opaque values have no JSON form: they are written as `{"$bytes":"<base64>"}` and `{"$opaque":"<type>"}`,
/// which exports and screens use and stores never do.
public struct JSONWriter {
  private var output: [UInt8] = []
  private let style: JSONStyle
  private let comma: String
  private let colon: String

  public static func bytes(_ value: Value, style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(value, level: 0)
    return writer.output
  }

  public static func string(_ value: Value, style: JSONStyle = .compact) -> String {
    String(decoding: bytes(value, style: style), as: UTF8.self)
  }

  private init(style: JSONStyle) {
    self.style = style
    comma = style.comma
    colon = style.colon
    output.reserveCapacity(256)
  }

  private mutating func put(_ text: String) { text.withUTF8Bytes { output.append(contentsOf: $0) } }

  private mutating func write(_ value: Value, level: Int) {
    switch value {
    case .null: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .number(let number): put(number.text)
    case .string(let text): write(text)
    case .date(let text): write(Text(text))
    case .bytes(let bytes): write(.object([.init("$bytes", .string(Text(Base64.encode(bytes))))]), level: level)
    case .opaque(let opaque):
      var members: [Value.Member] = [.init("$opaque", .string(Text(opaque.type)))]
      if !opaque.fields.isEmpty { members.append(.init("fields", .object(opaque.fields))) }
      write(.object(members), level: level)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (offset, element) in elements.enumerated() {
        separate(offset, level)
        write(element, level: level + 1)
      }
      if !elements.isEmpty { newline(level) }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (offset, member) in members.enumerated() {
        separate(offset, level)
        write(member.key)
        put(colon)
        write(member.value, level: level + 1)
      }
      if !members.isEmpty { newline(level) }
      output.append(UInt8(ascii: "}"))
    }
  }

  private mutating func separate(_ offset: Int, _ level: Int) {
    if offset > 0 { put(comma) }
    newline(level + 1)
  }

  private mutating func newline(_ level: Int) {
    guard let indent = style.indent else { return }
    put("\n" + String(repeating: " ", count: indent * level))
  }

  private mutating func write(_ text: Text) {
    output.append(UInt8(ascii: "\""))
    if let spelling = text.spelling { put(spelling) } else { escape(text.string) }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ string: String) {
    let asciiOnly = style.asciiOnly
    // Most strings need no escape at all.
    let isPlain = string.withUTF8Bytes { bytes in
      let isPlain = bytes.allSatisfy { Self.isPlain($0, asciiOnly: asciiOnly) }
      if isPlain { output.append(contentsOf: bytes) }
      return isPlain
    }
    if isPlain { return }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": put("\\\"")
      case "\\": put("\\\\")
      case "\n": put("\\n")
      case "\r": put("\\r")
      case "\t": put("\\t")
      case "\u{8}": put("\\b")
      case "\u{c}": put("\\f")
      default:
        if scalar.value < 0x20 || scalar.value >= 0x7f && asciiOnly {
          for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { escape(unit) }
        } else {
          output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  private mutating func escape(_ unit: UInt16) {
    put("\\u")
    for shift in [UInt16(12), 8, 4, 0] {
      let digit = UInt8(unit >> shift & 15)
      output.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
    }
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8, asciiOnly: Bool) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && (byte < 0x7f || !asciiOnly)
  }
}
