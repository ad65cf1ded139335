import DebugProtocol
import SessionModel
public import SessionStores

extension MergedStore {
  /// What all workers report, also those that start later. Their events are numbered anew, so that those of before the
  /// watch come first.
  public nonisolated func signals() -> AsyncStream<StoreSignal> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreSignal.self)
    let task = Task {
      await follow(continuation)
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  /// How often newcomers are looked for: a folder is read.
  private static let interval = Duration.seconds(1)

  private func follow(_ output: AsyncStream<StoreSignal>.Continuation) async {
    var counts: [Int] = []
    for worker in workers { counts.append(await worker.server.lastEvent) }
    let signals = MergedSignals(output: output, histories: counts)
    let changes = ChangeSignal(output)
    await withTaskGroup(of: Void.self) { group in
      var followed = 0
      while !Task.isCancelled {
        for (index, worker) in workers.enumerated().dropFirst(followed) {
          if index >= counts.count { await signals.join() }
          group.addTask { await self.follow(worker, at: index, signals, changes) }
        }
        followed = workers.count
        try? await Task.sleep(for: Self.interval)
        await admitNewcomers()
      }
    }
  }

  private func follow(_ worker: DebugStore, at index: Int, _ signals: MergedSignals, _ changes: ChangeSignal) async {
    for await signal in worker.signals() {
      switch signal {
      case .changed: changes.send()
      case .connection(let state): await signals.note(state, of: index)
      case .event(var event):
        event.session = event.session.map { listedID($0) }
        await signals.pass(event, of: index)
      case .joined: continue
      }
    }
  }
}

/// Brings the workers' signals together.
private actor MergedSignals {
  private let output: AsyncStream<StoreSignal>.Continuation
  private var states: [StoreSignal.Connection]
  /// How many events there are from before the watch, of each worker; none once it was away, for its numbers may begin
  /// again.
  private var histories: [Int]
  /// Where each worker's are in the numbers of all.
  private var offsets: [Int] = []
  /// The number of the newest event.
  private var last = 0

  init(output: AsyncStream<StoreSignal>.Continuation, histories: [Int]) {
    self.output = output
    self.histories = histories
    states = Array(repeating: .live, count: histories.count)
    for history in histories {
      offsets.append(last)
      last += history
    }
  }

  func join() {
    states.append(.live)
    histories.append(0)
    offsets.append(last)
    output.yield(.joined)
  }

  func pass(_ event: SessionEvent, of worker: Int) {
    var event = event
    if event.number <= histories[worker] {
      event.number += offsets[worker]
    } else {
      last += 1
      event.number = last
    }
    output.yield(.event(event))
  }

  /// The app is there as long as one of its processes is.
  func note(_ state: StoreSignal.Connection, of worker: Int) {
    histories[worker] = 0
    let before = overall
    states[worker] = state
    if overall != before { output.yield(.connection(overall)) }
  }

  private var overall: StoreSignal.Connection {
    states.contains(.live) ? .live : states.contains(.reconnecting) ? .reconnecting : .gone
  }
}
