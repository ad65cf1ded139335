import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

@testable import InspectorRuntime
@testable import SessionStores

/// What a store says of itself arrives as messages and comes to the screen.
@Suite("Watching a store", .timeLimit(.minutes(1)))
struct StoreWatchTests {
  private static let start = Timestamp(milliseconds: 1_795_382_406_000)
  private static let id = SessionID("9f3aaaaaaaaac21e")

  private static func store() -> MemoryStore {
    MemoryStore([.init(id: id, data: ["cart": ["sku-1"]], seen: start)])
  }

  /// The next messages of a watch, in their order.
  private func messages(
    _ count: Int, of store: MemoryStore, while act: () async -> Void
  ) async -> [Message] {
    let (stream, continuation) = AsyncStream.makeStream(of: Message.self)
    let watch = StoreWatch.begin(store) { continuation.yield($0) }
    defer { watch.cancel() }
    await act()
    var messages: [Message] = []
    for await message in stream {
      messages.append(message)
      if messages.count == count { break }
    }
    return messages
  }

  @Test("An event of the server is on the screen, with its request beside the key")
  func event() async throws {
    let store = Self.store()
    let event = SessionEvent(
      number: 1, at: Self.start, kind: .updated, session: Self.id, source: .app,
      request: CausingRequest(method: "PUT", path: "/cart", status: 200),
      changes: [Change(Path(key: "cart"), .replace(old: [], new: ["sku-1"]))])
    let arrived = await messages(2, of: store) {
      await store.save(.init(id: Self.id, data: ["cart": ["sku-1"]], seen: Self.start))
      store.report(event)
    }
    #expect(arrived == [.storeSignalled(.changed), .storeSignalled(.event(event))])

    let size = Size(columns: 120, rows: 40)
    var state = State(info: await store.info, size: size, now: Self.start)
    for message in [.started] + arrived {
      var effects = update(&state, message, at: Self.start)
      while !effects.isEmpty {
        switch effects.removeFirst() {
        case .loadPage(let request, let query, let from, let limit):
          let page = await store.page(query, from: from, limit: limit, at: Self.start) { _, _ in }
          effects += update(&state, .pageLoaded(request: request, .success(page)), at: Self.start)
        case .loadContent(let request, let id, let revealing):
          let content = try await store.content(of: id, revealing: revealing)
          effects += update(&state, .contentLoaded(request: request, .success(content)), at: Self.start)
        default: break
        }
      }
    }
    let screen = view(state, size: size).text()
    #expect(screen.contains("[\"sku-1\"]   ← PUT /cart 200 · "), "the screen is\n\(screen)")
  }

  @Test("Once the target is back it is asked what it is now")
  func info() async {
    let store = Self.store()
    let arrived = await messages(3, of: store) {
      store.listeners.send(.connection(.reconnecting))
      store.listeners.send(.connection(.live))
    }
    #expect(
      arrived == [
        .storeSignalled(.connection(.reconnecting)), .storeSignalled(.connection(.live)),
        .infoChanged(await store.info),
      ])
    let joined = await messages(1, of: store) { store.listeners.send(.joined) }
    #expect(joined == [.processJoined(await store.info)])
  }
}
