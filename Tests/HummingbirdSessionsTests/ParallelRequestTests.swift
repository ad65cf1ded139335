import HTTPTypes
import Hummingbird
import SessionModel
import SessionStores
import Testing

@testable import HummingbirdSessions

@Suite("Parallel requests of one browser, with sessions on the server")
struct ParallelRequestTests {
  /// `/same` has its session, waits for each of the meetings, and sets a key.
  private func router(
    _ storage: any ServerSessionStorage, _ meetings: Meeting...
  ) throws -> Router<BasicSessionContext> {
    let router = Router(context: BasicSessionContext.self)
    router.add(middleware: try SessionMiddleware(secretKey: key, storage: storage))
    router.get("set/:key") { request, context in
      let session = try context.session
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
      session[try context.parameters.require("key")] = "x"
      return "ok"
    }
    router.get("same") { _, context in
      let session = try context.session
      for meeting in meetings { await meeting.arrive() }
      session["same"] = .string(Text("\(Int.random(in: 0...1_000_000))"))
      return "ok"
    }
    return router
  }

  @Test("Fifty that set a key each are merged, none is lost", arguments: ["memory", "sqlite"])
  func merges(kind: String) async throws {
    let storage = try #require(try await SessionMiddlewareTests.storage(kind))
    let router = try router(storage)
    var browser = Browser(router)
    _ = try await browser.send("/set/first")
    let first = browser
    try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
      for number in 0..<50 {
        group.addTask {
          var copy = first
          return try await copy.send("/set/k\(number)").status
        }
      }
      for try await status in group { #expect(status == .ok) }
    }
    let id = try #require(browser.cookie?.split(separator: "=").last.map { SessionID(String($0)) })
    let stored = try #require(try await storage.load(id, at: SystemClock.now))
    #expect(Set(stored.data.members?.map(\.key.string) ?? []) == Set((0..<50).map { "k\($0)" } + ["first"]))
  }

  @Test("Of two that set the same key one is told", arguments: ["memory", "sqlite"])
  func conflicts(kind: String) async throws {
    let storage = try #require(try await SessionMiddlewareTests.storage(kind))
    var browser = Browser(try router(storage, Meeting(of: 2)))
    _ = try await browser.send("/set/first")
    let first = browser
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          var copy = first
          do {
            _ = try await copy.send("/same")
            return true
          } catch { return !(error is SessionConflict) }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(outcomes.sorted { $0 && !$1 } == [true, false])
  }

  @Test("A session deleted under way is not brought back", arguments: ["memory", "sqlite"])
  func staysDeleted(kind: String) async throws {
    let storage = try #require(try await SessionMiddlewareTests.storage(kind))
    let (began, goesOn) = (Meeting(of: 2), Meeting(of: 2))
    var browser = Browser(try router(storage, began, goesOn))
    _ = try await browser.send("/set/first")
    let id = try #require(browser.cookie?.split(separator: "=").last.map { SessionID(String($0)) })
    let late = browser
    async let response: Response = {
      var copy = late
      return try await copy.send("/same")
    }()
    await began.arrive()
    try await storage.delete(id)
    await goesOn.arrive()
    let cookies = try await response.headers[values: .setCookie]
    #expect(cookies.contains { $0.contains("expires=Thu, 01 Jan 1970") })
    #expect(try await storage.load(id, at: SystemClock.now) == nil)
  }
}

/// Holds everybody until a number of them is there.
private actor Meeting {
  private let size: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(of size: Int) { self.size = size }

  func arrive() async {
    guard waiting.count + 1 < size else {
      for continuation in waiting { continuation.resume() }
      return waiting.removeAll()
    }
    await withCheckedContinuation { waiting.append($0) }
  }
}
