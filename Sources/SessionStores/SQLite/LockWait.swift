import CSQLite
import SessionModel

/// Waiting for another process's lock: in short naps, up to a limit, told to whoever wants to show it.
final class LockWait {
  struct Limits: Sendable {
    /// After this the call fails with `.locked`.
    var total: Duration = .seconds(5)
    /// Called about every 200 ms of waiting with the time waited so far.
    var onWait: (@Sendable (Duration) -> Void)?
  }

  private let limits: Limits
  private var began: ContinuousClock.Instant?
  private var lastTold: Duration = .zero
  private(set) var waited: Duration = .zero

  init(_ limits: Limits) { self.limits = limits }

  /// A new call: nothing waited yet.
  func begin() {
    began = nil
    waited = .zero
    lastTold = .zero
  }

  /// Makes this the busy handler of the connection, which must not outlive it.
  func install(on handle: OpaquePointer) {
    sqlite3_busy_handler(
      handle,
      { context, attempt in
        guard let context else { return 0 }
        return Unmanaged<LockWait>.fromOpaque(context).takeUnretainedValue().nap(attempt) ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func nap(_ attempt: Int32) -> Bool {
    let clock = ContinuousClock()
    let start = began ?? clock.now
    began = start
    waited = start.duration(to: clock.now)
    guard waited < limits.total, !Task.isCancelled else { return false }
    if waited - lastTold >= .milliseconds(200) {
      lastTold = waited
      limits.onWait?(waited)
    }
    // Quick at first: most locks last a few milliseconds. Never long: a lock that comes free is noticed soon.
    let naps: [Int32] = [1, 1, 2, 3, 5, 8, 12, 20]
    sqlite3_sleep(naps[min(Int(attempt), naps.count - 1)])
    return true
  }
}
