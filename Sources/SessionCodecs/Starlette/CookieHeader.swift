/// The `Cookie` header as Starlette reads it: of several cookies with one name, in one line or in several, the last
/// counts. Browsers send the one with the longest path first, so the last is the one with the shortest.
///
/// Source: Kludex/starlette starlette/requests.py (`cookie_parser`); python/cpython Lib/http/cookies.py (`_unquote`).
public enum CookieHeader {
  /// The value of the cookie, without quotes around it; nil where no line has it. Percent-encoding is left as it is.
  public static func value(of name: String, in lines: [String]) -> String? {
    var found: String?
    var name = name
    for var line in lines {
      let value = line.withUTF8 { line in name.withUTF8 { last($0, in: line) } }
      if let value { found = value.utf8.first == UInt8(ascii: "\"") ? unquoted(value) : value }
    }
    return found
  }

  /// The last value in one line, without making anything of the others.
  private static func last(_ name: UnsafeBufferPointer<UInt8>, in line: UnsafeBufferPointer<UInt8>) -> String? {
    var found: Range<Int>?
    var start = 0
    // Plain loops: every request with a cookie comes through here.
    while start < line.count {
      var (equals, end) = (-1, start)
      while end < line.count, line[end] != UInt8(ascii: ";") {
        if equals < 0, line[end] == UInt8(ascii: "=") { equals = end }
        end += 1
      }
      if equals >= 0, case let key = trimmed(start..<equals, of: line), key.count == name.count,
        zip(key, name).allSatisfy({ line[$0] == $1 })
      {
        found = trimmed((equals + 1)..<end, of: line)
      }
      start = end + 1
    }
    return found.map { String(decoding: UnsafeBufferPointer(rebasing: line[$0]), as: UTF8.self) }
  }

  /// A range without the white space at its ends.
  private static func trimmed(_ range: Range<Int>, of line: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(line[start]) { start += 1 }
    while start < end, isSpace(line[end - 1]) { end -= 1 }
    return start..<end
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
