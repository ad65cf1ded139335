import SessionModel
import Synchronization

/// Adds up the rows a count has read and tells, at most every 50 ms.
final class CountProgress: Sendable {
  private let total: Int?
  private let report: @Sendable (Progress) -> Void
  private let state = Mutex((done: 0, last: ContinuousClock().now))

  init(total: Int?, _ report: @escaping @Sendable (Progress) -> Void) {
    self.total = total
    self.report = report
  }

  func add(_ rows: Int) {
    let done = state.withLock { state -> Int? in
      state.done += rows
      let now = ContinuousClock().now
      guard state.last.duration(to: now) >= .milliseconds(50) else { return nil }
      state.last = now
      return state.done
    }
    if let done { report(Progress(done: done, total: total)) }
  }
}
