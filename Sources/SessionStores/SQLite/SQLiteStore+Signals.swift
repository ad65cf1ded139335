import SessionModel

extension SQLiteStore {
  /// Each call has a watcher of its own, which ends with the stream's task.
  public func signals() -> AsyncStream<StoreSignal> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreSignal.self, bufferingPolicy: .bufferingNewest(8))
    // A snapshot is never looked at again by SQLite: nothing can be seen to change.
    guard access.mode != .snapshot else {
      continuation.finish()
      return stream
    }
    let watcher = SQLiteWatcher(access) { continuation.yield($0) }
    continuation.onTermination = { _ in watcher.stop() }
    watcher.start()
    return stream
  }
}
