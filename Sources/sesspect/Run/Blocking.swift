import Dispatch
import SessionStores
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs asynchronous work from a synchronous command, and turns Ctrl-C into its cancellation.
///
/// The main thread does nothing but wait for signals and for the work's end, so that starting costs no run loop.
enum Blocking {
  /// The value of `work`. The first SIGINT, SIGTERM or SIGHUP cancels it (a write stops between two batches); the second
  /// ends the process at once.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, finished] { sigaddset(&signals, signal) }
    var previous = sigset_t()
    // Threads made from here on inherit the mask: these signals come to the wait below and nowhere else.
    pthread_sigmask(SIG_BLOCK, &signals, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }

    let result = Mutex<Result<Value, any Error>?>(nil)
    let main = Thread(pthread_self())
    let task = Task.detached {
      let outcome: Result<Value, any Error>
      do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
      result.withLock { $0 = outcome }
      pthread_kill(main.id, finished)
    }
    var interruptions = 0
    while true {
      var signal: Int32 = 0
      sigwait(&signals, &signal)
      if signal == finished {
        // Somebody else may send it too; only the work's end counts.
        guard let outcome = result.withLock({ $0 }) else { continue }
        return try outcome.get()
      }
      interruptions += 1
      if interruptions > 1 || Prompt.isOpen { _exit(RunStatus.interrupted.rawValue) }
      task.cancel()
    }
  }

  private static let finished = SIGUSR1

  /// A thread's handle, which the system lets any thread use.
  private struct Thread: @unchecked Sendable {
    let id: pthread_t
    init(_ id: pthread_t) { self.id = id }
  }
}
