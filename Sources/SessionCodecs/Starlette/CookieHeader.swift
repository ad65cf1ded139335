/// The `Cookie` header as Starlette reads it: of several cookies with one name, in one line or in several, the last
/// counts. Browsers send the one with the longest path first, so the last is the one with the shortest.
///
/// Source: Kludex/starlette starlette/requests.py (`cookie_parser`); python/cpython Lib/http/cookies.py (`_unquote`).
public enum CookieHeader {
  /// The value of the cookie, without quotes around it; nil where no line has it. Percent-encoding is left as it is.
  public static func value(of name: String, in lines: some Sequence<String>) -> String? {
    var found: String?
    for line in lines {
      var line = line
      let value: String? = line.withUTF8 { bytes in
        var name = name
        return name.withUTF8 { last($0, in: bytes) }
      }
      if let value { found = value.utf8.first == UInt8(ascii: "\"") ? unquoted(value) : value }
    }
    return found
  }

  /// The last value in one line, without making anything of the others.
  private static func last(_ name: UnsafeBufferPointer<UInt8>, in line: UnsafeBufferPointer<UInt8>) -> String? {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    var found: Range<Int>?
    var start = 0
    while start < line.count {
      let end = line[start...].firstIndex(of: UInt8(ascii: ";")) ?? line.count
      defer { start = end + 1 }
      guard let equals = line[start..<end].firstIndex(of: UInt8(ascii: "=")) else { continue }
      var key = start..<equals
      while let first = key.first, isSpace(line[first]) { key.removeFirst() }
      while let last = key.last, isSpace(line[last]) { key.removeLast() }
      guard key.count == name.count, line[key].elementsEqual(name) else { continue }
      var value = (equals + 1)..<end
      while let first = value.first, isSpace(line[first]) { value.removeFirst() }
      while let last = value.last, isSpace(line[last]) { value.removeLast() }
      found = value
    }
    return found.map { String(decoding: line[$0], as: UTF8.self) }
  }

  /// `"a\054b"` is `a,b`.
  private static func unquoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") else { return text }
    var scalars = String.UnicodeScalarView()
    var rest = text.unicodeScalars.dropFirst().dropLast()
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        scalars.append(scalar)
        continue
      }
      let octal = rest.prefix(3)
      if octal.count == 3, let first = octal.first, ("0"..."3").contains(first),
        octal.allSatisfy({ ("0"..."7").contains($0) }),
        let code = UInt8(String(String.UnicodeScalarView(octal)), radix: 8)
      {
        scalars.append(Unicode.Scalar(code))
        rest = rest.dropFirst(3)
      } else if let next = rest.popFirst() {
        scalars.append(next)
      }
    }
    return String(scalars)
  }
}
