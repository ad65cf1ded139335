import SessionModel
import TerminalUI

/// A value for people, on one line: JSON, with masks and bytes in words.
enum ValueText {
  static func text(_ value: Value) -> String {
    if let length = maskedLength(value) {
      return "•••••••• (masked, \(ErrorMessages.grouped(length)) bytes; --reveal shows it)"
    }
    switch value {
    case .bytes(let bytes): return "<\(ErrorMessages.grouped(bytes.count)) bytes>"
    case .opaque(let opaque) where opaque.fields.isEmpty: return "<\(opaque.type)>"
    case .date(let text): return text
    default: return JSONWriter.string(value)
    }
  }

  /// The length a mask tells, where the value is a mask.
  static func maskedLength(_ value: Value) -> Int? {
    guard let members = value.members, members.count == 1, members[0].key == "$masked",
      case .number(let length)? = value[Path(key: "$masked").key("len")]
    else { return nil }
    return Int(length.text)
  }

  /// The entries of a session as rows of path, type and value, containers opened, at most `limit` of them.
  static func rows(_ data: Value, limit: Int = 100_000) -> [(path: Path, kind: String, value: String)] {
    var rows: [(path: Path, kind: String, value: String)] = []
    func add(_ value: Value, at path: Path, depth: Int) {
      guard rows.count < limit else { return }
      let isMask = maskedLength(value) != nil
      switch value {
      case .object(let members) where !members.isEmpty && !isMask && depth < JSONReader.maximumDepth:
        for member in members { add(member.value, at: path.key(member.key), depth: depth + 1) }
      case .array(let elements) where !elements.isEmpty && depth < JSONReader.maximumDepth:
        for (index, element) in elements.enumerated() { add(element, at: path.index(index), depth: depth + 1) }
      default: rows.append((path, isMask ? "masked" : value.kind.rawValue, text(value)))
      }
    }
    for member in data.members ?? [] { add(member.value, at: Path(key: member.key), depth: 1) }
    return rows
  }
}
