#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import SessionModel
import Synchronization

/// Watches a database file on a thread of its own: the file system wakes it, `PRAGMA data_version` says whether
/// anything was committed. Where there is no inotify it asks four times a second.
final class SQLiteWatcher: Sendable {
  /// At most so many signals a second.
  private static let pause = Duration.milliseconds(50)

  private let access: SQLiteAccess
  private let signal: @Sendable (StoreSignal) -> Void
  private let isStopped = Atomic(false)
  private let wake: WakePipe?

  init(_ access: SQLiteAccess, signal: @escaping @Sendable (StoreSignal) -> Void) {
    self.access = access
    self.signal = signal
    wake = WakePipe()
  }

  func start() { Thread.start { [self] in run() } }

  func stop() {
    isStopped.store(true, ordering: .releasing)
    wake?.wake()
  }

  private func run() {
    let events = FileEvents(path: access.path)
    var watched = Watched()
    look(&watched, isFirst: true)
    while !isStopped.load(ordering: .acquiring) {
      // Without inotify, or while the file is gone and its folder perhaps too, ask now and then.
      let isPolling = events == nil || (watched.isGone && !FileStatus.exists(FileStatus.folder(of: access.path)))
      wait(for: events, timeout: isPolling ? 250 : -1)
      if isStopped.load(ordering: .acquiring) { break }
      events?.drain()
      if look(&watched, isFirst: false) {
        // Coalesce: what else happens in this time is told with the next signal.
        wait(for: nil, timeout: Int32(Self.pause.milliseconds))
      }
    }
  }

  private struct Watched {
    var connection: SQLiteConnection?
    var version: Int64?
    var isGone = false
  }

  /// Compares with what was there; true when a signal was sent.
  @discardableResult
  private func look(_ watched: inout Watched, isFirst: Bool) -> Bool {
    guard let status = FileStatus(path: access.path) else {
      watched.connection?.close()
      watched.connection = nil
      guard !watched.isGone else { return false }
      watched.isGone = true
      signal(.connection(.gone))
      return true
    }
    let isSame = watched.connection?.file.map { $0.isSameFile(as: status) } ?? false
    if !isSame {
      watched.connection?.close()
      watched.connection = try? SQLiteConnection(
        path: access.path, mode: access.mode, waiting: LockWait.Limits(total: .milliseconds(500)))
      watched.version = nil
    }
    guard let connection = watched.connection else { return false }
    // A version that cannot be read now (the file is locked) is read at the next event; commits bring one.
    guard let version = try? connection.first("PRAGMA data_version", [], { $0.integer(0) }) else { return false }
    let isChanged = watched.version.map { $0 != version } ?? !isFirst
    watched.version = version
    if watched.isGone {
      watched.isGone = false
      signal(.connection(.live))
    }
    if isChanged { signal(.changed) }
    return isChanged
  }

  private func wait(for events: FileEvents?, timeout: Int32) {
    var descriptors = [wake?.readEnd, events?.descriptor].compactMap(\.self).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    poll(&descriptors, nfds_t(descriptors.count), timeout)
  }
}

/// A pipe whose reading end becomes readable when the other thread calls.
final class WakePipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  deinit {
    _ = close(readEnd)
    _ = close(writeEnd)
  }
}
