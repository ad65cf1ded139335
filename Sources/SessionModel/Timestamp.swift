/// A moment: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  /// From Unix seconds; values beyond the range of `Int64` milliseconds are clamped.
  public init(seconds: Double) {
    // Rounded by hand: `rounded()` would need the C library's `round` at link time.
    let scaled = seconds * 1000 + (seconds < 0 ? -0.5 : 0.5)
    milliseconds = scaled.isNaN ? 0 : scaled >= 9.2e18 ? .max : scaled <= -9.2e18 ? .min : Int64(scaled)
  }

  public var seconds: Double { Double(milliseconds) / 1000 }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  /// The moment `duration` later, clamped.
  public static func + (time: Timestamp, duration: Duration) -> Timestamp {
    let (sum, overflow) = time.milliseconds.addingReportingOverflow(duration.milliseconds)
    return Timestamp(milliseconds: overflow ? (duration.milliseconds < 0 ? .min : .max) : sum)
  }
  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    let (difference, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    return .milliseconds(overflow ? (later < earlier ? Int64.min / 2 : Int64.max / 2) : difference)
  }
}

extension Duration {
  /// Whole milliseconds, clamped.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }
}

extension Timestamp {
  /// RFC 3339 in UTC: `2026-11-22T21:20:04.123Z`; the fraction is left out when it is zero.
  public var rfc3339: String {
    let (date, millisecondsOfDay) = parts
    let fraction = millisecondsOfDay % 1000
    let seconds = millisecondsOfDay / 1000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let tail = fraction == 0 ? "" : "." + String(String(1000 + fraction).dropFirst())
    return "\(date)T\(time)\(tail)Z"
  }

  /// `2026-11-22` and the milliseconds since that day began (H. Hinnant, "chrono-compatible low-level date algorithms").
  private var parts: (date: String, millisecondsOfDay: Int64) {
    let day: Int64 = 86_400_000
    let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: day)
    let days = remainder < 0 ? quotient - 1 : quotient
    let rest = remainder < 0 ? remainder + day : remainder
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return ("\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))", rest)
  }

  /// Reads `2026-11-22`, `2026-11-22 21:20:04.123456`, `2026-11-22T21:20:04.123Z`, `…+02:00`; without a zone it is UTC.
  public init?(parsing text: String) {
    let milliseconds: Int64? = text.withUTF8Bytes { Self.milliseconds($0) }
    guard let milliseconds else { return nil }
    self.init(milliseconds: milliseconds)
  }

  static func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var index = 0
    func next() -> UInt8 { index < text.count ? text[index] : 0 }
    func number(_ digits: Int) -> Int64? {
      guard index + digits <= text.count else { return nil }
      var value: Int64 = 0
      for place in index..<index + digits {
        guard text[place] &- 0x30 <= 9 else { return nil }
        value = value * 10 + Int64(text[place] - 0x30)
      }
      index += digits
      return value
    }
    func take(_ bytes: UInt8...) -> Bool {
      guard index < text.count, bytes.contains(text[index]) else { return false }
      index += 1
      return true
    }
    guard let year = number(4), take(0x2d), let month = number(2), take(0x2d), let day = number(2),
      (1...12).contains(month), (1...length(ofMonth: month, year)).contains(day)
    else { return nil }
    var total = days(year: year, month: month, day: day) * 86_400_000
    if index == text.count { return total }
    guard take(0x54, 0x74, 0x20), let hour = number(2), take(0x3a), let minute = number(2), hour < 24, minute < 60
    else { return nil }
    total += (hour * 60 + minute) * 60_000
    if take(0x3a) {
      // 60 is a leap second and counts as the next second's beginning.
      guard let second = number(2), second <= 60 else { return nil }
      total += second * 1000
      if take(0x2e) {
        let start = index
        var unit: Int64 = 100
        while let digit = number(1) {
          total += digit * unit
          unit /= 10
        }
        guard index > start else { return nil }
      }
    }
    _ = take(0x20)
    if take(0x5a, 0x7a) { return index == text.count ? total : nil }
    let sign: Int64 = next() == 0x2d ? -1 : 1
    if take(0x2b, 0x2d) {
      guard let hours = number(2) else { return nil }
      let hasColon = take(0x3a)
      var minutes: Int64 = 0
      if hasColon || index < text.count {
        guard let typed = number(2), typed < 60 else { return nil }
        minutes = typed
      }
      guard hours < 24 else { return nil }
      total -= sign * (hours * 60 + minutes) * 60_000
    }
    return index == text.count ? total : nil
  }

  private static func length(ofMonth month: Int64, _ year: Int64) -> Int64 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 of a proleptic Gregorian date.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
