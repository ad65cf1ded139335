import DebugProtocol
import SessionModel
import SessionStores
import Testing

@testable import DebugClient
@testable import HummingbirdSessions

@Suite("An endpoint as a store: what happens", .timeLimit(.minutes(1)))
struct SignalTests {
  private func event(_ text: String) -> Note {
    Note(kind: .updated, at: start, session: SessionID(text))
  }

  @Test("What was comes first, oldest first, then what happens; each change says that the list is old")
  func history() async throws {
    let endpoint = try await LiveEndpoint()
    for name in ["a", "b"] { endpoint.report(event(name)) }
    let store = try await endpoint.store()
    var seen: [String] = []
    var changes = 0
    for await signal in store.signals() {
      switch signal {
      case .event(let event):
        seen.append(event.session?.text ?? "")
        if seen.count == 2 { endpoint.report(self.event("c")) }
      case .changed: changes += 1
      case .connection, .joined: Issue.record("the connection did not break")
      }
      if seen.count == 3, changes >= 2 { break }
    }
    #expect(seen == ["a", "b", "c"])
    await endpoint.stop()
  }

  @Test("After the connection broke it goes on where it stopped; after a restart it begins again")
  func reconnecting() async throws {
    let endpoint = try await LiveEndpoint()
    endpoint.report(event("before"))
    let store = try await endpoint.store()
    var log: [String] = []
    for await signal in store.signals() {
      switch signal {
      case .event(let event):
        log.append(event.session?.text ?? "")
        if event.session?.text == "before", log.count == 1 { await endpoint.stop() }
      case .connection(.reconnecting):
        log.append("lost")
        endpoint.report(event("meanwhile"))
        let isSecond = log.count { $0 == "lost" } == 2
        try await endpoint.start(instance: isSecond ? "two" : "one")
      case .connection(let state): log.append("\(state)")
      case .changed, .joined: continue
      }
      func times(_ word: String) -> Int { log.count { $0 == word } }
      if log.last == "meanwhile", times("lost") == 1 { await endpoint.stop() }
      if times("lost") == 2, times("meanwhile") == 3 { break }
    }
    // Another instance has a memory of its own, so that is told from its beginning.
    #expect(log == ["before", "lost", "live", "meanwhile", "lost", "live", "before", "meanwhile", "meanwhile"])
    await endpoint.stop()
  }

  @Test("Many events are a few changes")
  func coalescing() async throws {
    let endpoint = try await LiveEndpoint()
    for number in 0..<500 { endpoint.report(event("\(number)")) }
    let store = try await endpoint.store()
    var events = 0
    var changes = 0
    for await signal in store.signals() {
      if case .event = signal { events += 1 }
      if case .changed = signal { changes += 1 }
      if events == 500 { break }
    }
    #expect(changes < 50)
    await endpoint.stop()
  }
}
