import DebugProtocol
import SessionModel
import SessionStores
import Testing

@testable import DebugClient

@Suite("An endpoint as a store: writing")
struct WritingTests {
  /// A store with one session, and what it is.
  private func one(
    _ data: Value, allowsReveal: Bool = true
  ) async throws -> (LiveEndpoint, DebugStore, SessionContent) {
    let endpoint = try await LiveEndpoint([record(1, data)], allowsReveal: allowsReveal)
    let store = try await endpoint.store()
    let row = try await store.page(Query(), from: .first, limit: 1, at: start) { _, _ in }.rows.first
    return (endpoint, store, try await store.content(of: try #require(row?.session.id)))
  }

  private func stored(_ endpoint: LiveEndpoint) async -> Value? {
    await endpoint.memory.load(SessionID("session-1"))?.data
  }

  private func plan(_ action: WritePlan.Action, _ content: SessionContent) -> WritePlan {
    WritePlan(action, on: .sessions([.init(content.session.id, content.session.revision)]))
  }

  @Test("An edit writes what it changes and nothing else, and its record takes it back exactly")
  func edit() async throws {
    let data: Value = ["z": .number(Number(verbatim: "1.0")), "token": "secret", "a": ["b": [1, 2]]]
    let (endpoint, store, content) = try await one(data)
    let journal = Recorded()
    let changes = [
      Change(Path(key: "a").key("b").index(0), .remove(old: 1, position: nil)),
      Change(Path(key: "new"), .add("x", position: 0)), Change(Path(key: "z"), .rename(to: "y")),
    ]
    let receipt = try await store.write(plan(.edit(changes), content), at: start, journal: journal) { _ in }
    #expect(receipt.count == 1 && receipt.pending == 0)
    #expect(
      await stored(endpoint)
        == ["new": "x", "y": .number(Number(verbatim: "1.0")), "token": "secret", "a": ["b": [2]]])
    let now = try await store.content(of: content.session.id)
    #expect(receipt.revision == now.session.revision)
    let back = WritePlan(.restore(journal.restorations), on: .sessions([]))
    _ = try await store.write(back, at: start, journal: Recorded()) { _ in }
    #expect(await stored(endpoint) == data)
    await endpoint.stop()
  }

  @Test("A change of a whole object around a secret keeps the secret, whether the server gives it or not")
  func secretInside() async throws {
    for allows in [true, false] {
      let (endpoint, store, content) = try await one(
        ["user": ["name": "ann", "token": "secret"]], allowsReveal: allows)
      let old = try #require(content.data[Path(key: "user")])
      guard case .object(var members) = old else { return #expect(Bool(false)) }
      members[0].value = "bob"
      let change = Change(Path(key: "user"), .replace(old: old, new: .object(members)))
      let journal = Recorded()
      _ = try await store.write(plan(.edit([change]), content), at: start, journal: journal) { _ in }
      #expect(await stored(endpoint) == ["user": ["name": "bob", "token": "secret"]])
      let back = WritePlan(.restore(journal.restorations), on: .sessions([]))
      _ = try await store.write(back, at: start, journal: Recorded()) { _ in }
      #expect(await stored(endpoint) == ["user": ["name": "ann", "token": "secret"]])
      await endpoint.stop()
    }
  }

  @Test("A placeholder is never written")
  func placeholder() async throws {
    let (endpoint, store, content) = try await one(["token": "secret"], allowsReveal: false)
    let mask = try #require(content.data[Path(key: "token")])
    let change = Change(Path(key: "copy"), .add(mask, position: nil))
    await #expect(throws: StoreError.masked(content.session.id)) {
      try await store.write(plan(.edit([change]), content), at: start, journal: Recorded()) { _ in }
    }
    #expect(await stored(endpoint) == ["token": "secret"])
    let journal = Recorded()
    let other = Change(Path(key: "token"), .replace(old: mask, new: "other"))
    _ = try await store.write(plan(.edit([other]), content), at: start, journal: journal) { _ in }
    await #expect(throws: StoreError.masked(content.session.id)) {
      try await store.write(
        WritePlan(.restore(journal.restorations), on: .sessions([])), at: start, journal: Recorded()
      ) { _ in }
    }
    #expect(await stored(endpoint) == ["token": "other"])
    await endpoint.stop()
  }

  @Test("What someone else changed meanwhile is a conflict, and stays")
  func conflict() async throws {
    let (endpoint, store, content) = try await one(["n": 1])
    await endpoint.memory.save(record(1, ["n": 2]))
    for action in [WritePlan.Action.edit([Change(Path(key: "n"), .replace(old: 1, new: 3))]), .delete, .clear] {
      let error = await #expect(throws: StoreError.self) {
        try await store.write(plan(action, content), at: start, journal: Recorded()) { _ in }
      }
      guard case .conflict(let conflict) = error else { return #expect(error == nil) }
      #expect(conflict.expected == content.session.revision && conflict.current != nil)
    }
    #expect(await stored(endpoint) == ["n": 2])
    await endpoint.stop()
  }

  @Test("A deleted session comes back with its id, its data and its times")
  func deleteAndBack() async throws {
    let (endpoint, store, content) = try await one(["n": 1, "token": "secret", "user": "ada"])
    let journal = Recorded()
    _ = try await store.write(plan(.delete, content), at: start, journal: journal) { _ in }
    #expect(await stored(endpoint) == nil)
    await #expect(throws: StoreError.noSuchSession(content.session.id)) {
      try await store.content(of: content.session.id)
    }
    let back = WritePlan(.restore(journal.restorations), on: .sessions([]))
    _ = try await store.write(back, at: start, journal: Recorded()) { _ in }
    let now = try await store.content(of: content.session.id).session
    #expect(await stored(endpoint) == ["n": 1, "token": "secret", "user": "ada"])
    let before = content.session
    #expect(now.expires == before.expires && now.created == before.created && now.seen == before.seen)
    #expect(now.client == before.client && now.user == "ada")
    await endpoint.stop()
  }

  @Test("What a filter selects is recorded before it goes, all of it")
  func deleteMatching() async throws {
    let endpoint = try await LiveEndpoint((0..<120).map { record($0) })
    let store = try await endpoint.store()
    let query = Query(filter: try Filter(parsing: "n<90 @active"))
    let journal = Recorded()
    let receipt = try await store.write(WritePlan(.delete, on: .matching(query)), at: start, journal: journal) { _ in }
    #expect(receipt.count == 72 && journal.restorations.count == 72)
    #expect(try await store.count(Query(includesExpired: true), at: start) { _ in }.total == 48)
    let back = WritePlan(.restore(journal.restorations), on: .sessions([]))
    let restored = try await store.write(back, at: start, journal: Recorded()) { _ in }
    #expect(restored.count == 72 && restored.conflicts.isEmpty)
    #expect(try await store.count(Query(includesExpired: true), at: start) { _ in }.total == 120)
    await endpoint.stop()
  }

  @Test("Where a server's preview is over before it can be confirmed, each goes by itself and is recorded once")
  func deleteSlowly() async throws {
    let endpoint = try await LiveEndpoint((0..<60).map { record($0) }, patience: .zero)
    let store = try await endpoint.store()
    let journal = Recorded()
    let query = Query(filter: try Filter(parsing: "n<55 @active"))
    let receipt = try await store.write(WritePlan(.delete, on: .matching(query)), at: start, journal: journal) { _ in }
    #expect(receipt.count == 44 && receipt.conflicts.isEmpty && journal.restorations.count == 44)
    #expect(try await store.count(Query(includesExpired: true), at: start) { _ in }.total == 16)
    await endpoint.stop()
  }

  @Test("Read-only is enforced before anything is asked")
  func readOnly() async throws {
    let endpoint = try await LiveEndpoint([record(1)])
    let plan = WritePlan(.delete, on: .matching(Query()))
    let asked = try await endpoint.store(isReadOnly: true)
    await #expect(throws: StoreError.readOnly(.asked)) {
      try await asked.write(plan, at: start, journal: Recorded()) { _ in }
    }
    let token = try await endpoint.store(readToken: true)
    await #expect(throws: StoreError.readOnly(.target)) {
      try await token.write(plan, at: start, journal: Recorded()) { _ in }
    }
    await endpoint.stop()
  }
}
