/// A word of a filter: in a key or in a scalar's text at any depth, ignoring case.
struct WordTerm: Sendable {
  private let search: WordSearch
  /// True when the raw bytes of the word inside JSON can only be inside one string, number or literal.
  private let staysInToken: Bool
  /// True when the word holds a character that JSON strings only have escaped: `"`, `\` or a control character.
  private let isAlwaysEscaped: Bool
  /// True for `/` and the like: ASCII that writers escape now and then by a backslash and itself.
  private let holdsSlash: Bool

  init(_ word: String) {
    let search = WordSearch(word)
    self.search = search
    isAlwaysEscaped = search.needle.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    holdsSlash = search.needle.contains(UInt8(ascii: "/"))
    // A byte that is never outside of strings puts a hit into a string, and without a quote it cannot leave it.
    let outside = Array("{}[]:, \t\r\n0123456789+-.eEtrufalsnyiNI".utf8)
    let structure = Array("{}[]:, \t\r\n".utf8)
    staysInToken =
      !search.needle.contains(where: structure.contains) || !search.needle.allSatisfy(outside.contains)
  }

  func matches(_ text: String) -> Bool { search.occurs(in: text) }
  func matches(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.withMemoryRebound(to: UInt8.self, search.occurs(in:)) }

  // MARK: Decoded

  func matches(_ value: Value) -> Bool {
    switch value {
    case .null: return matches("null")
    case .bool(let flag): return matches(flag ? "true" : "false")
    case .number(let number): return matches(number.text)
    case .string(let text): return matches(text.string)
    case .date(let text): return matches(text)
    case .bytes(let bytes): return bytes.withUnsafeBufferPointer(search.occurs(in:))
    case .array(let elements):
      for element in elements where matches(element) { return true }
      return false
    case .object(let members): return matches(members)
    case .opaque(let opaque): return matches(opaque.type) || matches(opaque.fields)
    }
  }

  private func matches(_ members: [Value.Member]) -> Bool {
    for member in members where matches(member.key.string) || matches(member.value) { return true }
    return false
  }

  // MARK: Raw

  /// Nil where the text is no JSON.
  func matches(json: UnsafeRawBufferPointer) -> Bool? {
    json.withMemoryRebound(to: UInt8.self) { bytes in
      if isAlwaysEscaped { return bytes.firstIndex(of: UInt8(ascii: "\\"), from: 0) == nil ? false : walk(json) }
      if let hit = search.firstHit(in: bytes) {
        return staysInToken && !isNearEscape(bytes, hit) ? true : walk(json)
      }
      return isHidden(bytes) ? walk(json) : false
    }
  }

  /// Whether the bytes of a hit may belong to an escape, `\n` or `\u00e9`.
  private func isNearEscape(_ bytes: UnsafeBufferPointer<UInt8>, _ hit: Int) -> Bool {
    bytes[max(0, hit - 5)..<hit + search.needle.count].contains(UInt8(ascii: "\\"))
  }

  /// Whether JSON without the word's bytes may hold the word: written with escapes, or with capitals beyond ASCII.
  private func isHidden(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if !search.isASCII, bytes.hasByteAboveASCII { return true }
    var index = 0
    while let backslash = bytes.firstIndex(of: UInt8(ascii: "\\"), from: index), backslash + 1 < bytes.count {
      let letter = bytes[backslash + 1]
      if letter == UInt8(ascii: "u") {
        // An ASCII word can only hide behind the escapes of ASCII characters.
        guard search.isASCII, let unit = JSONUnescape.unit(bytes, at: backslash), unit >= 0x80 else { return true }
      } else if letter == UInt8(ascii: "/"), holdsSlash {
        return true
      }
      index = min(backslash + 2, bytes.count)
    }
    return false
  }

  /// Looks into one string, number and literal after the other.
  private func walk(_ json: UnsafeRawBufferPointer) -> Bool? {
    guard var scan = JSONScan(json) else { return nil }
    while true {
      switch scan.peek() {
      case 0: return scan.isAtEnd ? false : nil
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"): scan.skip(1)
      default:
        guard let token = scan.token() else { return nil }
        if token.kind == .container { continue }
        guard token.hasEscape else {
          if search.occurs(in: token.bytes) { return true }
          continue
        }
        guard let decoded = JSONUnescape.bytes(of: token.bytes) else { return nil }
        if decoded.bytes.withUnsafeBufferPointer(search.occurs(in:)) { return true }
      }
    }
  }
}
