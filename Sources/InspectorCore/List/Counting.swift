import SessionModel

/// How many sessions there are, and how many there were.
public struct Counting: Sendable, Equatable {
  /// Samples kept.
  static let limit = 120
  /// One sample stands for this long.
  public static let bucket: Duration = .seconds(5)

  public struct Sample: Sendable, Hashable {
    public var time: Timestamp
    public var active: Int
  }

  public internal(set) var count: Count?
  /// What was counted.
  var query: Query?
  /// Oldest first, at most one per bucket.
  public internal(set) var samples: [Sample] = []
  /// The request under way.
  var request: Int?
  var began: Timestamp?
  var isDirty = true
  /// Requests for a listing that is no longer shown, to be cancelled.
  var abandoned: [Int] = []
  /// No new count before this moment.
  var restsUntil: Timestamp?

  /// Another listing is shown: what is being counted is of no use any more.
  mutating func abandon() {
    if let request { abandoned.append(request) }
    request = nil
    isDirty = true
    restsUntil = nil
  }

  mutating func sample(_ active: Int, at now: Timestamp) {
    if let last = samples.last, now - last.time < Self.bucket {
      samples[samples.count - 1].active = active
    } else {
      samples.append(Sample(time: now, active: active))
    }
    samples.removeFirst(max(0, samples.count - Self.limit))
  }

  /// The numbers of the last buckets, oldest first, for a sparkline: between samples the last one still holds.
  public func recent(_ buckets: Int, at now: Timestamp) -> [Int] {
    guard let first = samples.first else { return [] }
    let step = max(1, Self.bucket.milliseconds)
    let span = max(0, now.milliseconds - first.time.milliseconds) / step
    let length = Int(min(Int64(max(0, buckets)), span + 1))
    var values: [Int] = []
    var index = samples.count - 1
    for back in 0..<length {
      let edge = now.milliseconds - Int64(back) * step
      while index > 0, samples[index].time.milliseconds > edge { index -= 1 }
      values.append(samples[index].active)
    }
    return values.reversed()
  }
}
