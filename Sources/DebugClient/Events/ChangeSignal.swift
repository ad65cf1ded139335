import SessionStores
import Synchronization

/// Says `.changed`, at once and then at most every 30 ms, so that a busy server does not have its list read all the time.
final class ChangeSignal: Sendable {
  private let output: AsyncStream<StoreSignal>.Continuation
  private let state = Mutex(State())

  private struct State {
    var last: ContinuousClock.Instant?
    var isWaiting = false
  }

  private static let interval = Duration.milliseconds(30)

  init(_ output: AsyncStream<StoreSignal>.Continuation) { self.output = output }

  func send() {
    let pause: Duration? = state.withLock { state in
      guard !state.isWaiting else { return nil }
      state.isWaiting = true
      guard let last = state.last else { return .zero }
      return max(.zero, Self.interval - (ContinuousClock.now - last))
    }
    guard let pause else { return }
    guard pause > .zero else { return fire() }
    Task {
      try? await Task.sleep(for: pause)
      fire()
    }
  }

  private func fire() {
    state.withLock { state in
      state.last = .now
      state.isWaiting = false
    }
    output.yield(.changed)
  }
}
