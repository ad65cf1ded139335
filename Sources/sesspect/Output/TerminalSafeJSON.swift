import SessionModel

/// JSON whose strings hold no character that a terminal obeys or hides: DEL, C1 controls, direction changes, invisible
/// and tag characters are written as `\uXXXX`. It reads back as the same value.
enum TerminalSafeJSON {
  static func bytes(_ value: Value, style: JSONStyle = .compact) -> [UInt8] {
    let bytes = JSONWriter.bytes(value, style: style)
    // Outside its strings JSON is ASCII, so whatever is found here stands in a string.
    guard bytes.contains(where: { $0 >= 0x7f }) else { return bytes }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + 16)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if isHidden(scalar) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let hex = String(unit, radix: 16)
          output += "\\u".utf8
          output += String(repeating: "0", count: 4 - hex.utf8.count).utf8
          output += hex.utf8
        }
      } else {
        output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    return output
  }

  static func string(_ value: Value, style: JSONStyle = .compact) -> String {
    String(decoding: bytes(value, style: style), as: UTF8.self)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7f...0x9f, 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b...0x200f,
      0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfe00...0xfe0f, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1d173...0x1d17a,
      0xe0000...0xe0fff:
      true
    default: false
    }
  }
}
