/// A step of a path as the scanner compares it.
enum FilterStep: Sendable, Hashable {
  /// The key's UTF-8 bytes, without escapes.
  case key([UInt8])
  case index(Int)
}

extension JSONScan {
  /// What a walk found.
  enum Lookup {
    case found(Token)
    case missing
    /// The text is no JSON as far as it was read, or a key cannot be compared as it stands.
    case unclear
  }

  /// Goes down `route` from here. Of equal keys the first counts, as in `Value`.
  mutating func lookup(_ route: [FilterStep]) -> Lookup {
    for step in route {
      let opening = peek()
      guard opening != 0 else { return .unclear }
      switch step {
      case .key(let key):
        guard opening == UInt8(ascii: "{") else { return .missing }
        skip(1)
        switch findMember(key) {
        case true?: break
        case false?: return .missing
        case nil: return .unclear
        }
      case .index(let position):
        guard opening == UInt8(ascii: "[") else { return .missing }
        skip(1)
        switch findElement(position) {
        case true?: break
        case false?: return .missing
        case nil: return .unclear
        }
      }
    }
    guard let token = token() else { return .unclear }
    return .found(token)
  }

  /// Goes to the value of `key` in the object whose bracket was taken.
  @inline(__always)
  private mutating func findMember(_ key: [UInt8]) -> Bool? {
    if take(UInt8(ascii: "}")) { return false }
    while true {
      guard let name = string(), take(UInt8(ascii: ":")) else { return nil }
      if Self.isKey(name, key) { return true }
      guard skipValue() else { return nil }
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "}")) ? false : nil
    }
  }

  private mutating func findElement(_ position: Int) -> Bool? {
    if take(UInt8(ascii: "]")) { return false }
    for _ in 0..<position {
      guard skipValue() else { return nil }
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "]")) ? false : nil
    }
    return true
  }

  @inline(__always)
  private static func isKey(_ name: Token, _ key: [UInt8]) -> Bool {
    if name.hasEscape {
      guard let decoded = JSONUnescape.bytes(of: name.bytes), !decoded.isLossy else { return false }
      return decoded.bytes == key
    }
    guard name.bytes.count == key.count else { return false }
    for index in 0..<key.count where name.bytes[index] != key[index] { return false }
    return true
  }

  /// How many members the object has that comes next; nil where it is none or does not end.
  mutating func memberCount() -> Int? {
    guard take(UInt8(ascii: "{")) else { return nil }
    if take(UInt8(ascii: "}")) { return 0 }
    var members = 0
    while true {
      guard string() != nil, take(UInt8(ascii: ":")), skipValue() else { return nil }
      members += 1
      if take(UInt8(ascii: ",")) { continue }
      return take(UInt8(ascii: "}")) ? members : nil
    }
  }
}
