import SessionModel

/// MessagePack's timestamp extension, type -1: 32, 64 or 96 bits (msgpack/msgpack spec.md, "Timestamp extension type").
struct MessagePackTimestamp: Hashable {
  static let type: Int8 = -1

  var seconds: Int64
  var nanoseconds: UInt32

  /// From the extension's data; nil for another length, or nanoseconds beyond a second.
  init?(_ data: [UInt8]) {
    let number = data.prefix(data.count == 12 ? 4 : 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch data.count {
    case 4: (seconds, nanoseconds) = (Int64(number), 0)
    case 8: (seconds, nanoseconds) = (Int64(number & 0x3_ffff_ffff), UInt32(number >> 34))
    case 12:
      seconds = Int64(bitPattern: data.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      nanoseconds = UInt32(number)
    default: return nil
    }
    if nanoseconds > 999_999_999 { return nil }
  }

  /// From ISO 8601 text; up to nine decimals count.
  init?(text: String) {
    guard let time = Timestamp(parsing: text) else { return nil }
    let milliseconds = time.milliseconds % 1000
    seconds = time.milliseconds / 1000 - (milliseconds < 0 ? 1 : 0)
    nanoseconds = UInt32(milliseconds < 0 ? milliseconds + 1000 : milliseconds) * 1_000_000
    if let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
      let digits = text.utf8[text.utf8.index(after: dot)...].prefix { (0x30...0x39).contains($0) }
      let nine = digits.prefix(9)
      nanoseconds = nine.reduce(0) { $0 * 10 + UInt32($1 - 0x30) }
      for _ in nine.count..<9 { nanoseconds *= 10 }
    }
  }

  /// `2026-11-22T21:20:04.123456789Z`; nil outside the years 1 to 9999.
  var text: String? {
    guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
    let whole = Timestamp(milliseconds: seconds * 1000).rfc3339
    if nanoseconds == 0 { return whole }
    let digits = String(String(1_000_000_000 + UInt64(nanoseconds)).dropFirst())
    let fraction =
      digits.hasSuffix("000000") ? digits.prefix(3) : digits.hasSuffix("000") ? digits.prefix(6) : digits[...]
    return "\(whole.dropLast()).\(fraction)Z"
  }

  /// The whole extension, marker and all, in the shortest of the three forms.
  var bytes: [UInt8] {
    if nanoseconds == 0, let short = UInt32(exactly: seconds) {
      return [0xd6, 0xff] + Self.bigEndian(UInt64(short), 4)
    }
    if (0...0x3_ffff_ffff).contains(seconds) {
      return [0xd7, 0xff] + Self.bigEndian(UInt64(nanoseconds) << 34 | UInt64(seconds), 8)
    }
    return [0xc7, 12, 0xff] + Self.bigEndian(UInt64(nanoseconds), 4) + Self.bigEndian(UInt64(bitPattern: seconds), 8)
  }

  private static func bigEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
  }
}
