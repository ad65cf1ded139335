import SessionModel

extension Base64 {
  private static let digits: [UInt8] = {
    var table = [UInt8](repeating: 0xff, count: 256)
    for (value, byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8.enumerated() {
      table[Int(byte)] = UInt8(value)
    }
    for (byte, value) in [("+", 62), ("-", 62), ("/", 63), ("_", 63)] as [(Unicode.Scalar, UInt8)] {
      table[Int(byte.value)] = value
    }
    return table
  }()

  /// What `text` decodes to, nil where it is not base64; see `decode(_:appendingTo:)`.
  static func decode(fast text: [UInt8]) -> [UInt8]? {
    var output: [UInt8] = []
    return text.withUnsafeBufferPointer({ decode($0, appendingTo: &output) }) ? output : nil
  }

  /// Appends what `text` decodes to, in either alphabet, padded or not; false, with `output` as it was, for any other
  /// byte. The same as `Base64.decode` without line breaks, for scans over a million rows: four digits at a time.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, appendingTo output: inout [UInt8]) -> Bool {
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "="), text.count - end < 2 { end -= 1 }
    let start = output.count
    output.reserveCapacity(start + end / 4 * 3 + 3)
    let isValid = digits.withUnsafeBufferPointer { digits in
      var index = 0
      while index + 4 <= end {
        let a = digits[Int(text[index])]
        let b = digits[Int(text[index + 1])]
        let c = digits[Int(text[index + 2])]
        let d = digits[Int(text[index + 3])]
        guard a | b | c | d < 64 else { return false }
        output.append(a << 2 | b >> 4)
        output.append(b << 4 | c >> 2)
        output.append(c << 6 | d)
        index += 4
      }
      guard index < end else { return true }
      guard end - index >= 2 else { return false }
      let a = digits[Int(text[index])]
      let b = digits[Int(text[index + 1])]
      let c = end - index == 3 ? digits[Int(text[index + 2])] : 0
      guard a | b | c < 64 else { return false }
      output.append(a << 2 | b >> 4)
      if end - index == 3 { output.append(b << 4 | c >> 2) }
      return true
    }
    if !isValid { output.removeSubrange(start...) }
    return isValid
  }
}
