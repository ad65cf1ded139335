import SessionModel
import Synchronization

/// How far a long write has come, on one line of the terminal.
final class WriteProgress: Sendable {
  private let verb: String
  private let total: Int
  private let began = ContinuousClock.now
  private let isShown = Mutex(false)

  init(verb: String, total: Int) {
    self.verb = verb
    self.total = total
  }

  func show(_ progress: Progress) {
    // What is over at once needs no line.
    guard began.duration(to: .now) > .milliseconds(500) else { return }
    isShown.withLock { $0 = true }
    Console.standard.progress(
      "\(verb): \(ErrorMessages.grouped(progress.done)) of \(ErrorMessages.grouped(progress.total ?? total))")
  }

  func end() {
    if isShown.withLock({ $0 }) { Console.standard.progress(nil) }
  }
}
