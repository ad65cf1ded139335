#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A serial executor with a thread of its own, for actors that make blocking calls: SQLite waits for locks and disks,
/// and the cooperative pool has only as many threads as there are cores.
///
/// The thread starts with the first job, sleeps without waking when there is none, and ends with `stop()`.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  private let name: String
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // Guarded by `mutex`.
  private var jobs: [UnownedJob] = []
  private var isRunning = false
  private var isStopped = false

  init(name: String) {
    self.name = name
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  deinit {
    pthread_cond_destroy(wake)
    pthread_mutex_destroy(mutex)
    wake.deallocate()
    mutex.deallocate()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    pthread_mutex_lock(mutex)
    jobs.append(unowned)
    let mustStart = !isRunning
    isRunning = true
    pthread_cond_signal(wake)
    pthread_mutex_unlock(mutex)
    if mustStart { startThread() }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Lets the thread end once its jobs are done. A job enqueued later starts a new one.
  func stop() {
    pthread_mutex_lock(mutex)
    isStopped = true
    pthread_cond_signal(wake)
    pthread_mutex_unlock(mutex)
  }

  private func startThread() {
    Thread.start { [self] in run() }
  }

  private func run() {
    while let batch = nextBatch() {
      for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }

  private func nextBatch() -> [UnownedJob]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while jobs.isEmpty {
      if isStopped {
        isRunning = false
        return nil
      }
      pthread_cond_wait(wake, mutex)
    }
    let batch = jobs
    jobs.removeAll(keepingCapacity: true)
    return batch
  }
}

/// A detached POSIX thread that runs a closure.
enum Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ body: @escaping @Sendable () -> Void) {
    let context = Unmanaged.passRetained(Body(body)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = pthread_create(
      &thread, nil,
      { context in
        #if canImport(Glibc)
          guard let context else { return nil }
        #endif
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    guard result == 0 else {
      // No thread to be had: run here, late rather than never.
      Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
      return
    }
    #if canImport(Glibc)
      pthread_detach(thread)
    #else
      if let thread { pthread_detach(thread) }
    #endif
  }
}
