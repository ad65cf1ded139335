import DebugProtocol
import SessionModel
import SessionStores
import Testing

@testable import DebugClient

@Suite("An endpoint as a store: reading")
struct ReadingTests {
  @Test("Every order pages forward and backward, also beyond a page of the protocol")
  func paging() async throws {
    let endpoint = try await LiveEndpoint((0..<230).map { record($0) })
    let store = try await endpoint.store()
    for key in Sort.Key.allCases {
      let query = Query(sort: Sort(key, descending: key != .user), includesExpired: key == .seen)
      let whole = try await store.page(query, from: .first, limit: 1000, at: start) { _, _ in }
      #expect(whole.rows.count == (key == .seen ? 230 : 184))
      #expect(Set(whole.rows.map(\.session.id)).count == whole.rows.count)
      let ids = whole.rows.map(\.session.id)
      var walked: [SessionID] = []
      var place = PageStart.first
      while true {
        let page = try await store.page(query, from: place, limit: 50, at: start) { _, _ in }
        walked += page.rows.map(\.session.id)
        guard page.hasMoreAfter, let last = page.rows.last else { break }
        place = .after(last.cursor)
      }
      #expect(walked == ids, "\(key)")
      let middle = try await store.page(query, from: .around(ids[100]), limit: 21, at: start) { _, _ in }
      #expect(middle.rows.map(\.session.id) == Array(ids[90..<111]))
      let before = try await store.page(query, from: .before(whole.rows[100].cursor), limit: 10, at: start) { _, _ in }
      #expect(before.rows.map(\.session.id) == Array(ids[90..<100]))
      let last = try await store.page(query, from: .last, limit: 10, at: start) { _, _ in }
      #expect(last.rows.map(\.session.id) == Array(ids.suffix(10)))
    }
    await store.close()
    await endpoint.stop()
  }

  @Test("Counts tell active from expired, and what a filter selects")
  func counting() async throws {
    let endpoint = try await LiveEndpoint((0..<20).map { record($0) })
    let store = try await endpoint.store()
    let filter = try Filter(parsing: "n>=10")
    let count = try await store.count(Query(filter: filter), at: start) { _ in }
    #expect(count == Count(matched: 8, active: 16, expired: 4, total: 20))
    let all = try await store.count(Query(includesExpired: true), at: start) { _ in }
    #expect(all.matched == 20)
    await endpoint.stop()
  }

  @Test("An id is found by its beginning, and an ambiguous one is told")
  func resolving() async throws {
    let endpoint = try await LiveEndpoint([record(1), record(2)])
    let store = try await endpoint.store()
    let ids = try await store.page(Query(), from: .first, limit: 9, at: start) { _, _ in }.rows.map(\.session.id)
    #expect(try await store.resolve(ids[0].text) == ids[0])
    #expect(try await store.resolve(String(ids[1].text.prefix(12))) == ids[1])
    await #expect(throws: StoreError.noSuchSession(SessionID("nothing"))) { try await store.resolve("nothing") }
    await #expect(throws: StoreError.noSuchSession(SessionID(""))) { try await store.resolve("") }
    await endpoint.stop()
  }

  @Test("Secrets come only when asked for, with the token that may change, where the app allows it")
  func revealing() async throws {
    for (allows, readToken, revealed) in [(true, false, true), (true, true, false), (false, false, false)] {
      let endpoint = try await LiveEndpoint([record(1)], allowsReveal: allows)
      let store = try await endpoint.store(readToken: readToken)
      let id = try #require(
        try await store.page(Query(), from: .first, limit: 1, at: start) { _, _ in }.rows.first?.session.id)
      #expect(Masking.holdsPlaceholder(try await store.content(of: id).data))
      let content = try await store.content(of: id, revealing: true)
      #expect((content.data[Path(key: "token")] == "secret") == revealed)
      #expect(content.data[Path(key: "n")] == 1)
      await endpoint.stop()
    }
  }

  @Test("What it is: mode, warnings, and whether it can be written")
  func info() async throws {
    let endpoint = try await LiveEndpoint([record(1)])
    let writing = try await endpoint.store().info
    #expect(writing.dialect == "store" && writing.location == "shop (pid 1)" && writing.readOnly == nil)
    #expect(writing.warnings == [.server(code: "weak-secret", detail: "short")])
    #expect(writing.operations.contains(.edit) && writing.lastEvent == 0)
    #expect(try await endpoint.store(readToken: true).info.readOnly == .target)
    #expect(try await endpoint.store(isReadOnly: true).info.readOnly == .asked)
    await endpoint.stop()
    await #expect(throws: StoreError.self) { try await endpoint.store() }
  }
}
