import Hummingbird
import SessionModel
import Synchronization
import Testing

@testable import HummingbirdSessions

@Suite("Changes that nobody saves")
struct LostChangeTests {
  @Test(
    "A handler that fails, and one that goes on after its response, are reported with what they lost",
    arguments: ["cookie", "memory", "sqlite"])
  func reported(kind: String) async throws {
    let debug = DebugEndpoint(.init(app: "tested"), environment: ["SESSPECT_DEBUG": "1"])
    let router = Router(context: BasicSessionContext.self)
    let kept = Mutex<RequestSession?>(nil)
    router.add(
      middleware: try SessionMiddleware(
        secretKey: key, storage: try await SessionMiddlewareTests.storage(kind), debug: debug))
    router.get("set") { _, context in
      let session = try context.session
      session["a"] = 1
      kept.withLock { $0 = session }
      return "ok"
    }
    router.get("crash") { _, context -> String in
      try context.session["a"] = 2
      throw CancellationError()
    }
    var browser = Browser(router)
    _ = try await browser.send("/set")
    kept.withLock { $0 }?["late"] = true
    await #expect(throws: CancellationError.self) { _ = try await browser.send("/crash?token=1") }

    let lost = debug.events.read(after: 0).notes.map { $0.note.event($0.number, masking: .standard) }
      .filter { $0.kind == .unsavedChange }
    #expect(lost.map(\.reason) == ["after-response", "unhandled-error"])
    #expect(lost.map { $0.changes.map(\.path.description) } == [["late"], ["a"]])
    #expect(lost.map(\.request?.path) == ["/set", "/crash"])
    #expect(lost.map(\.request?.status) == [200, 500])
  }
}
