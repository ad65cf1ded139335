import SessionModel

/// How a long write shares a database with the app that lives in it: the lock is held for a short time only, then
/// given back for longer.
struct WritePace: Sendable {
  /// The longest the lock is held.
  private let hold: Duration
  /// Pause as a multiple of the time the lock was held.
  private let rest: Double
  private var rowsPerMillisecond = 4.0

  /// Writers of a WAL do not wait for readers and sync less, so less of a pause does no harm there.
  init(usesWAL: Bool) {
    hold = usesWAL ? .milliseconds(20) : .milliseconds(25)
    rest = usesWAL ? 1.5 : 4
  }

  /// A stretch of holding the lock.
  struct Hold {
    let start: ContinuousClock.Instant
    let budget: Duration
    var elapsed: Duration { start.duration(to: ContinuousClock().now) }
    /// Committing takes about as long again as changing the rows.
    var isOver: Bool { elapsed > budget / 2 }
  }

  func begin() -> Hold { Hold(start: ContinuousClock().now, budget: hold) }

  /// Rows likely to fit into one hold.
  var rows: Int { max(20, min(5000, Int(rowsPerMillisecond * Double(hold.milliseconds)))) }

  /// Learns from the last hold and waits. Throws `.cancelled` when the task was.
  mutating func pause(after held: Hold, rows: Int) async throws(StoreError) {
    let elapsed = held.elapsed
    let milliseconds = max(
      0.2, Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1000)
    let rate = Double(rows) / milliseconds
    // Slower at once, faster by and by.
    rowsPerMillisecond = rate < rowsPerMillisecond ? max(0.5, rate) : min(rate, rowsPerMillisecond * 1.25)
    if Task.isCancelled { throw .cancelled }
    do {
      try await Task.sleep(for: .microseconds(Int64(milliseconds * rest * 1000)))
    } catch {
      throw .cancelled
    }
  }
}
