import SessionModel
import SessionStores

/// A moment of a request. One look at the clock, which takes longer than what a session needs otherwise, gives both the
/// time that ages and events are told in and the one that durations are.
struct Moment: Sendable {
  /// Since 1970.
  let nanoseconds: Int64

  var timestamp: Timestamp { Timestamp(milliseconds: nanoseconds / 1_000_000) }

  static var now: Moment { Moment(nanoseconds: SystemClock.nanoseconds) }
}
