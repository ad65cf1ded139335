import SessionModel

/// Times and spans as the screen says them. Times of day are UTC, as in the stores.
enum Times {
  /// `2s`, `29m`, `3h`: from a moment to now; `now` within the second.
  static func since(_ time: Timestamp?, _ now: Timestamp) -> String {
    guard let time else { return "" }
    return max(.zero, now - time).compactText
  }

  /// What is left until a moment; `expired` when nothing is.
  static func until(_ time: Timestamp?, _ now: Timestamp) -> String {
    guard let time else { return "" }
    return time <= now ? "over" : (time - now).compactText
  }

  /// `21:20:04`.
  static func clock(_ time: Timestamp) -> String { String(time.rfc3339.dropFirst(11).prefix(8)) }

  /// `21:20:04` of the same day, `2026-12-12` of another.
  static func near(_ time: Timestamp, _ now: Timestamp) -> String {
    let day = time.rfc3339.prefix(10)
    return day == now.rfc3339.prefix(10) ? clock(time) : String(day)
  }

  /// `18 ms`, `1.9 ms`, `2.4 s`.
  static func milliseconds(_ time: Double) -> String {
    guard time.isFinite, time >= 0, time < 1e12 else { return "" }
    func tenths(_ value: Double) -> String {
      let scaled = Int((value * 10).rounded())
      return scaled % 10 == 0 ? "\(scaled / 10)" : "\(scaled / 10).\(scaled % 10)"
    }
    if time >= 1000 { return tenths(time / 1000) + " s" }
    return (time < 10 ? tenths(time) : "\(Int(time.rounded()))") + " ms"
  }

  /// `2026-11-22 21:20:04`.
  static func full(_ time: Timestamp) -> String {
    let text = time.rfc3339
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }

  /// `in 29m`, `3m ago`.
  static func relative(_ time: Timestamp, _ now: Timestamp) -> String {
    time > now ? "in " + (time - now).compactText : (now - time).compactText + " ago"
  }
}

/// Counts with their words.
enum Counted {
  static func sessions(_ count: Int) -> String { count == 1 ? "1 session" : "\(grouped(count)) sessions" }
  static func keys(_ count: Int) -> String { count == 1 ? "1 key" : "\(grouped(count)) keys" }

  /// `1 000 000`, so that millions can be read.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text = " " + text }
      text = String(digit) + text
    }
    return (number < 0 ? "-" : "") + text
  }
}
