import SessionModel

/// A value as text for the value pane, in one of its modes. It is not safe to draw: the view's sanitiser sees to that.
public enum ValueText {
  /// Bytes shown at most; the rest is announced.
  public static let limit = 64 << 10

  public struct Shown: Sendable, Equatable {
    public var text: String
    /// The mode that was used, where `auto` chose.
    public var mode: ValuePane.Mode
    /// Bytes the whole would have.
    public var bytes: Int
    public var isCut: Bool
    /// The mode does not fit the value: `base64` on what is none.
    public var doesNotFit = false
  }

  public static func shown(_ value: Value, _ mode: ValuePane.Mode) -> Shown {
    switch mode {
    case .auto:
      if case .string(let text) = value, JWT.looksLike(text.string) { return shown(value, .jwt) }
      if case .bytes = value { return shown(value, .hex) }
      return value.childCount == nil && value.kind != .opaque ? shown(value, .raw) : shown(value, .json)
    case .json: return cut(JSONWriter.string(value, style: .pretty), .json)
    case .raw: return cut(rawText(value), .raw)
    case .hex: return hex(rawBytes(value))
    case .base64:
      guard let bytes = Base64.decode(rawText(value)), !bytes.isEmpty else { return misfit(value, .base64) }
      var shown = cut(String(decoding: bytes, as: UTF8.self), .base64)
      // What decodes to no text is shown as bytes.
      if String(validating: bytes, as: UTF8.self) == nil { shown = hex(bytes) }
      shown.mode = .base64
      return shown
    case .jwt:
      guard let text = JWT.decoded(rawText(value)) else { return misfit(value, .jwt) }
      return cut(text, .jwt)
    }
  }

  /// The text itself, without quotes.
  static func rawText(_ value: Value) -> String {
    switch value {
    case .string(let text): text.string
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    default: Typed.text(of: value)
    }
  }

  private static func rawBytes(_ value: Value) -> [UInt8] {
    if case .bytes(let bytes) = value { bytes } else { Array(rawText(value).utf8) }
  }

  private static func misfit(_ value: Value, _ mode: ValuePane.Mode) -> Shown {
    var shown = cut(rawText(value), mode)
    shown.doesNotFit = true
    return shown
  }

  private static func cut(_ text: String, _ mode: ValuePane.Mode) -> Shown {
    let bytes = text.utf8.count
    guard bytes > limit else { return Shown(text: text, mode: mode, bytes: bytes, isCut: false) }
    return Shown(
      text: String(decoding: text.utf8.prefix(limit), as: UTF8.self), mode: mode, bytes: bytes, isCut: true)
  }

  /// Sixteen bytes a line: offset, hex, ASCII, as `hexdump -C` does it.
  private static func hex(_ bytes: [UInt8]) -> Shown {
    let digits = Array("0123456789abcdef")
    var text = ""
    let shown = bytes.prefix(limit / 4)
    var start = 0
    while start < shown.count {
      let line = shown[start..<min(start + 16, shown.count)]
      let offset = String(start, radix: 16)
      text += String(repeating: "0", count: max(0, 8 - offset.utf8.count)) + offset + " "
      for index in 0..<16 {
        if index == 8 { text += " " }
        if start + index < shown.count {
          let byte = line[start + index]
          text += " " + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
        } else {
          text += "   "
        }
      }
      text += "  |" + String(line.map { $0 >= 0x20 && $0 < 0x7f ? Character(Unicode.Scalar($0)) : "." }) + "|"
      start += 16
      if start < shown.count { text += "\n" }
    }
    return Shown(text: text, mode: .hex, bytes: bytes.count, isCut: shown.count < bytes.count)
  }
}

/// JSON Web Tokens (RFC 7519), looked into and never verified.
enum JWT {
  /// Three base64url parts, the first an object with `alg`.
  static func looksLike(_ text: String) -> Bool {
    text.utf8.count < 16_384 && text.hasPrefix("eyJ") && parts(text) != nil
  }

  static func decoded(_ text: String) -> String? {
    guard let (header, payload, signature) = parts(text) else { return nil }
    return "header\n" + JSONWriter.string(header, style: .pretty) + "\n\npayload\n"
      + JSONWriter.string(payload, style: .pretty) + "\n\nsignature\n\(signature) bytes, not checked"
  }

  private static func parts(_ text: String) -> (header: Value, payload: Value, signatureBytes: Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64.decode(String(parts[0])), let body = Base64.decode(String(parts[1])),
      let signature = Base64.decode(String(parts[2])), let header = try? JSONReader.read(head),
      let payload = try? JSONReader.read(body), header[Path(key: "alg")] != nil
    else { return nil }
    return (header, payload, signature.count)
  }
}
