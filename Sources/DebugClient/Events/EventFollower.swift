import DebugProtocol
import NIOCore
import SessionModel
import SessionStores

/// Follows the event stream of one endpoint, and finds it again after it was lost.
struct EventFollower {
  let store: DebugStore
  private let output: AsyncStream<StoreSignal>.Continuation
  private let changes: ChangeSignal
  /// The newest event that was passed on.
  private var last = 0

  /// A server pings every 15 s; one that is silent for longer is dead, whatever its socket says.
  private static let silence = TimeAmount.seconds(40)
  /// How long an app may be away before it counts as gone.
  private static let patience = Duration.seconds(30)

  init(store: DebugStore, output: AsyncStream<StoreSignal>.Continuation) {
    self.store = store
    self.output = output
    changes = ChangeSignal(output)
  }

  mutating func run() async {
    var lost: ContinuousClock.Instant?
    var isGone = false
    var delay = Duration.milliseconds(100)
    while !Task.isCancelled {
      if lost != nil {
        await store.find()
        do throws(StoreError) {
          if try await store.refresh() { last = 0 }
        } catch {
          // Its tokens may be new, its socket not there yet: only time tells.
          let away = lost.map { ContinuousClock.now - $0 } ?? .zero
          if !isGone, away >= Self.patience {
            isGone = true
            output.yield(.connection(.gone))
          }
          let pause = isGone ? .seconds(5) : delay
          try? await Task.sleep(for: pause * Double.random(in: 0.75...1.25))
          delay = min(delay * 2, .seconds(2))
          continue
        }
      }
      let isConnected = await follow(wasLost: lost != nil)
      guard !Task.isCancelled else { return }
      if isConnected || lost == nil {
        (lost, isGone, delay) = (.now, false, .milliseconds(100))
        output.yield(.connection(.reconnecting))
      }
      try? await Task.sleep(for: delay * Double.random(in: 0.75...1.25))
    }
  }

  /// Reads one connection's events until it ends; false where there was none.
  private mutating func follow(wasLost: Bool) async -> Bool {
    var isConnected = false
    var stream: HTTPConnection?
    defer { stream?.close() }
    do {
      let endpoint = await store.client.endpoint
      let connection = try await HTTPConnection.open(to: endpoint, idleLimit: Self.silence)
      stream = connection
      let call = HTTPCall(.get, "/v1/events", query: [("since", "\(last)")])
        .header("Authorization", "Bearer " + endpoint.token).header("Accept", EventFrame.mediaType)
      let (status, body) = try await connection.stream(call)
      guard status == 200 else { return false }
      isConnected = true
      if wasLost { output.yield(.connection(.live)) }
      changes.send()
      var reader = EventFrameReader()
      for try await bytes in body {
        let frames = reader.read(bytes.readableBytesView)
        // Nothing but a ping: time has passed, and browsers may have come by without changing anything.
        if frames.isEmpty { changes.send() }
        for frame in frames {
          guard await take(frame) else { return true }
        }
      }
    } catch {}
    return isConnected
  }

  /// False where the stream is another server's than was thought.
  private mutating func take(_ frame: EventFrame) async -> Bool {
    switch frame {
    case .hello(let instance, _):
      return await store.server.instance == instance
    case .gap(_, let oldest):
      last = max(0, oldest - 1)
      changes.send()
    case .event(let event):
      last = event.number
      output.yield(.event(event))
      if event.kind != .audit { changes.send() }
    }
    return true
  }
}
