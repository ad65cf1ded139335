public import SessionStores

extension DebugStore {
  /// What happened since the server began, as far as it remembers, then what happens; through restarts of the app.
  ///
  /// `.changed` also comes with the server's pings, for not every request of a browser is an event.
  public nonisolated func signals() -> AsyncStream<StoreSignal> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreSignal.self)
    let task = Task {
      var follower = EventFollower(store: self, output: continuation)
      await follower.run()
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }
}
