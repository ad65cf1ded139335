import SessionModel

/// How a framework writes a moment into a column. The storage class is part of it: `datetime` columns have numeric
/// affinity, so a comparison with a value of another class silently matches nothing.
public enum StoredTime: String, Sendable, Hashable, CaseIterable {
  /// INTEGER, seconds since 1970.
  case unixSeconds
  /// INTEGER, milliseconds since 1970.
  case unixMilliseconds
  /// REAL, milliseconds since 1970: node-sqlite3 binds whole numbers over 2^31 as doubles.
  case unixMillisecondsReal
  /// TEXT `2026-11-23 21:16:48.570703`, UTC without a zone: Python.
  case dateTimeUTC
  /// TEXT `2026-11-23T21:16:48.570Z`: JavaScript's `toISOString`.
  case isoZ

  /// The moment in a column; nil where it holds something else.
  func timestamp(_ value: FieldValue) -> Timestamp? {
    switch (self, value) {
    case (.unixSeconds, .integer(let seconds)): Timestamp(seconds: Double(seconds))
    case (.unixSeconds, .real(let seconds)): Timestamp(seconds: seconds)
    case (.unixMilliseconds, .integer(let milliseconds)), (.unixMillisecondsReal, .integer(let milliseconds)):
      Timestamp(milliseconds: milliseconds)
    case (.unixMillisecondsReal, .real(let milliseconds)), (.unixMilliseconds, .real(let milliseconds)):
      Timestamp(seconds: milliseconds / 1000)
    case (.dateTimeUTC, .text(let bytes)), (.isoZ, .text(let bytes)):
      Timestamp(parsing: String(decoding: bytes, as: UTF8.self))
    default: nil
    }
  }

  /// The moment as the framework would store it.
  func stored(_ time: Timestamp) -> FieldValue {
    switch self {
    case .unixSeconds: .integer(Self.floorDivided(time.milliseconds, 1000))
    case .unixMilliseconds: .integer(time.milliseconds)
    case .unixMillisecondsReal: .real(Double(time.milliseconds))
    case .dateTimeUTC: FieldValue(Self.dateTime(time) + "000")
    case .isoZ: FieldValue(Self.dateTime(time).replacing(" ", with: "T") + "Z")
    }
  }

  /// The greatest stored value that is not after `time`: what `<=` and `>` are asked with. Python stores microseconds
  /// where a timestamp here has milliseconds.
  func bound(_ time: Timestamp) -> FieldValue {
    self == .dateTimeUTC ? FieldValue(Self.dateTime(time) + "999") : stored(time)
  }

  /// True when a column holds what this framework writes, for telling dialects apart.
  func matches(_ value: FieldValue) -> Bool {
    // Between 2001 and 2128 in each unit; a second is never mistaken for a millisecond.
    let seconds = 1_000_000_000.0..<5_000_000_000.0
    switch (self, value) {
    case (.unixSeconds, .integer(let number)): return seconds.contains(Double(number))
    case (.unixMilliseconds, .integer(let number)): return seconds.contains(Double(number) / 1000)
    case (.unixMillisecondsReal, .real(let number)): return seconds.contains(number / 1000)
    case (.dateTimeUTC, .text(let bytes)):
      return bytes.count >= 19 && bytes[10] == UInt8(ascii: " ") && !bytes.contains(UInt8(ascii: "+"))
        && bytes.last != UInt8(ascii: "Z") && timestamp(value) != nil
    case (.isoZ, .text(let bytes)):
      return bytes.count >= 20 && bytes[10] == UInt8(ascii: "T") && bytes.last == UInt8(ascii: "Z")
        && timestamp(value) != nil
    default: return false
    }
  }

  /// `2026-11-23 21:16:48.570`.
  private static func dateTime(_ time: Timestamp) -> String {
    // RFC 3339 leaves a zero fraction out.
    let text = time.rfc3339.dropLast().replacing("T", with: " ")
    return text.contains(".") ? String(text) : text + ".000"
  }

  private static func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
    number >= 0 ? number / divisor : -((-(number + 1)) / divisor) - 1
  }
}
