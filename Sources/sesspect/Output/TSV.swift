import SessionModel

/// Tab-separated columns for scripts, with whole ids; tabs, line breaks and backslashes in them are `\t`, `\n`, `\r`,
/// `\\`, and what is not known is empty.
enum TSV {
  static let head = "id\tuser\tclient\tcreated\tseen\texpires\tsize\tkeys\trevision"

  static func line(_ session: Session) -> [UInt8] {
    let fields: [String] = [
      session.id.text, session.user ?? "", session.client ?? "", session.created?.rfc3339 ?? "",
      session.seen?.rfc3339 ?? "", session.expires?.rfc3339 ?? "", String(session.size),
      session.keyCount.map(String.init) ?? "", session.revision.text,
    ]
    return Array(fields.map(escaped).joined(separator: "\t").utf8) + [0x0a]
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f: result += "\\x" + hex(scalar)
      case _ where (0x80..<0xa0).contains(scalar.value): result += "\\u00" + hex(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String {
    (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
  }
}
