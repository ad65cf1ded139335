import DebugProtocol
import SessionModel
public import SessionStores

extension MergedStore {
  /// What all workers report. Their events are numbered anew, so that those of before the watch come first.
  public nonisolated func signals() -> AsyncStream<StoreSignal> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreSignal.self)
    let task = Task {
      await follow(continuation)
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  private func follow(_ output: AsyncStream<StoreSignal>.Continuation) async {
    let signals = MergedSignals(output: output, workers: workers.count)
    let changes = ChangeSignal(output)
    var counts: [Int] = []
    for worker in workers { counts.append(await worker.server.lastEvent) }
    await withTaskGroup(of: Void.self) { group in
      for (index, worker) in workers.enumerated() {
        let before = counts[..<index].reduce(0, +)
        let total = counts.reduce(0, +)
        let own = counts[index]
        group.addTask {
          for await signal in worker.signals() {
            switch signal {
            case .changed: changes.send()
            case .connection(let state): await signals.note(state, of: index)
            case .event(var event):
              event.session = await self.listedID(event)
              await signals.pass(event, history: event.number <= own ? before + event.number : nil, after: total)
            }
          }
        }
      }
    }
  }

  private func listedID(_ event: SessionEvent) -> SessionID? { event.session.map { listedID($0) } }
}

/// Brings the workers' signals together.
private actor MergedSignals {
  private let output: AsyncStream<StoreSignal>.Continuation
  private var states: [StoreSignal.Connection]
  private var count = 0

  init(output: AsyncStream<StoreSignal>.Continuation, workers: Int) {
    self.output = output
    states = Array(repeating: .live, count: workers)
  }

  func pass(_ event: SessionEvent, history number: Int?, after total: Int) {
    var event = event
    count += number == nil ? 1 : 0
    event.number = number ?? total + count
    output.yield(.event(event))
  }

  /// The app is there as long as one of its processes is.
  func note(_ state: StoreSignal.Connection, of worker: Int) {
    let before = overall
    states[worker] = state
    if overall != before { output.yield(.connection(overall)) }
  }

  private var overall: StoreSignal.Connection {
    states.contains(.live) ? .live : states.contains(.reconnecting) ? .reconnecting : .gone
  }
}
