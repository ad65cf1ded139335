import Foundation
import HTTPTypes
import Hummingbird
import SessionCodecs
import SessionModel
import SessionStores
import Testing

@testable import HummingbirdSessions

@Suite("The session middleware")
struct SessionMiddlewareTests {
  /// A counter, a login, a failure.
  static func router(
    _ options: SessionOptions = SessionOptions(), storage: (any ServerSessionStorage)? = nil,
    key secret: SecretKeySource = key, older: [SecretKeySource] = [],
    now: @escaping @Sendable () -> Timestamp = { SystemClock.now }
  ) throws -> Router<BasicSessionContext> {
    let router = Router(context: BasicSessionContext.self)
    router.add(
      middleware: try SessionMiddleware(
        secretKey: secret, olderKeys: older, options: options, storage: storage, now: { Moment(now()) }))
    router.get("count") { _, context in
      let session = try context.session
      session.update { $0["n"] = .number(Number(($0["n"]?.integer ?? 0) + 1)) }
      return "\(session["n"]?.integer ?? 0)"
    }
    router.get("read") { _, context in JSONWriter.string(try context.session.data) }
    router.get("login") { _, context in
      let session = try context.session
      session.regenerateID()
      session["user"] = "ada"
      return "ok"
    }
    router.get("logout") { _, context in
      try context.session.clear()
      return "ok"
    }
    router.get("big") { _, context in
      try context.session["big"] = .string(Text(String(repeating: "x", count: 5000)))
      return "ok"
    }
    router.get("refuse") { _, context -> String in
      try context.session["seen"] = "yes"
      throw HTTPError(.forbidden)
    }
    router.get("crash") { _, context -> String in
      try context.session["seen"] = "yes"
      throw CancellationError()
    }
    return router
  }

  @Test("A session lasts from request to request, in every storage", arguments: ["cookie", "memory", "sqlite"])
  func persists(kind: String) async throws {
    let storage = try await Self.storage(kind)
    var browser = Browser(try Self.router(storage: storage))
    for number in 1...5 { #expect(try await browser.send("/count").text() == "\(number)") }
    var other = Browser(try Self.router(storage: storage))
    #expect(try await other.send("/count").text() == "1")
    _ = try await browser.send("/logout")
    #expect(browser.cookie == nil)
    #expect(try await browser.send("/read").text() == "{}")
  }

  static func storage(_ kind: String) async throws -> (any ServerSessionStorage)? {
    switch kind {
    case "memory": return MemorySessionStorage()
    case "sqlite":
      let folder = NSTemporaryDirectory() + "/sesspect-tests-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try await SQLiteSessionStorage(path: folder + "/sessions.db")
    default: return nil
    }
  }

  @Test("Without the middleware the error names it and its cause")
  func missing() async throws {
    let router = Router(context: BasicSessionContext.self)
    router.get("/") { _, context in
      do throws(SessionUnavailable) { return try context.session.keys.joined() } catch {
        return "\(error.cause) \(error)"
      }
    }
    // Added after the route, so that it does not run for it.
    router.add(middleware: try SessionMiddleware(secretKey: key))
    var browser = Browser(router)
    let text = try await browser.send("/").text()
    #expect(text.hasPrefix("notReached SessionMiddleware must be installed to access request.session. There is one"))
    let other = Router(context: BasicSessionContext.self)
    other.get("/") { _, context in try context.session.keys.joined() }
    var visitor = Browser(other)
    #expect(try await visitor.send("/").status == .internalServerError)
  }

  @Test("An answer that is an error saves the session, a failure does not")
  func errors() async throws {
    var browser = Browser(try Self.router())
    #expect(try await browser.send("/refuse").status == .forbidden)
    #expect(try await browser.send("/read").text() == #"{"seen":"yes"}"#)
    var other = Browser(try Self.router())
    await #expect(throws: CancellationError.self) { try await other.send("/crash") }
    #expect(other.cookie == nil)
  }

  @Test("A key can be changed: the older one still verifies, the newest signs")
  func rotation() async throws {
    let old: SecretKeySource = "an older key of more than sixteen bytes"
    var browser = Browser(try Self.router(key: old))
    _ = try await browser.send("/count")
    var rotated = Browser(try Self.router(older: [old]))
    rotated.cookie = browser.cookie
    #expect(try await rotated.send("/count").text() == "2")
    var newOnly = Browser(try Self.router())
    newOnly.cookie = rotated.cookie
    #expect(try await newOnly.send("/count").text() == "3")
    newOnly.cookie = browser.cookie
    #expect(try await newOnly.send("/count").text() == "1")
  }

  @Test(
    "A key that is none is refused, and the sentence says how to make one",
    arguments: [
      "", "secret", "None", "CHANGEME", "your-secret-key", "short", "fifteen bytes!!",
    ])
  func weakKeys(text: String) {
    let error = #expect(throws: SecretKeyProblem.self) {
      try SessionMiddleware<BasicSessionContext>(secretKey: SecretKeySource(text))
    }
    #expect(error?.description.contains("sesspect secret") == true)
  }

  @Test("A key that is not there is refused")
  func missingKeys() {
    for source in [SecretKeySource.environment("NO_SUCH_VARIABLE_HERE"), .file("/no/such/file")] {
      #expect(throws: SecretKeyProblem.self) { try SessionMiddleware<BasicSessionContext>(secretKey: source) }
    }
  }

  @Test("A cookie that browsers would drop is refused where that was asked for")
  func tooLarge() async throws {
    var browser = Browser(try Self.router(SessionOptions(oversize: .refuse)))
    await #expect(throws: SessionTooLarge.self) { try await browser.send("/big") }
    var warned = Browser(try Self.router())
    #expect(try await warned.send("/big").headers[values: .setCookie].count == 1)
  }

  @Test("A rolling session is sent again with every response, a fixed one is not")
  func expiry() async throws {
    for kind in ["cookie", "memory"] {
      var fixed = Browser(try Self.router(storage: try await Self.storage(kind)))
      _ = try await fixed.send("/count")
      #expect(try await fixed.send("/read").headers[values: .setCookie].isEmpty)
      var rolling = Browser(try Self.router(SessionOptions(expiry: .rolling), storage: try await Self.storage(kind)))
      _ = try await rolling.send("/count")
      #expect(try await rolling.send("/read").headers[values: .setCookie].count == 1)
    }
  }

  @Test("Logging in changes the ID, and the one from before is worth nothing")
  func fixation() async throws {
    for kind in ["memory", "sqlite"] {
      let storage = try await Self.storage(kind)
      var browser = Browser(try Self.router(storage: storage))
      _ = try await browser.send("/count")
      let planted = browser.cookie
      _ = try await browser.send("/login")
      #expect(browser.cookie != planted)
      #expect(try await browser.send("/read").text() == #"{"n":1,"user":"ada"}"#)
      var attacker = Browser(try Self.router(storage: storage))
      attacker.cookie = planted
      #expect(try await attacker.send("/read").text() == "{}")
      // An ID of one's own choice is not adopted.
      attacker.cookie = "session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      _ = try await attacker.send("/count")
      #expect(attacker.cookie != "session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    }
  }

  @Test("An ID that is taken is not given to another session", arguments: ["memory", "sqlite"])
  func takenID(kind: String) async throws {
    let storage = try #require(try await Self.storage(kind))
    let start = Timestamp(seconds: 1_800_000_000)
    var session = StoredSession(id: SessionID("taken"), data: ["a": 1], created: start, seen: start, expires: nil)
    #expect(try await storage.save(session, replacing: nil))
    session.data = ["b": 2]
    #expect(try await storage.save(session, replacing: nil) == false)
    #expect(try await storage.load(session.id, at: start)?.data == ["a": 1])
  }

  @Test("A session ends when its time is over, and is swept away")
  func ends() async throws {
    let start = Timestamp(seconds: 1_800_000_000)
    for kind in ["cookie", "memory", "sqlite"] {
      let storage = try await Self.storage(kind)
      var browser = Browser(try Self.router(SessionOptions(maxAge: 60), storage: storage, now: { start }))
      _ = try await browser.send("/count")
      var later = Browser(
        try Self.router(SessionOptions(maxAge: 60), storage: storage, now: { start + .seconds(61) }))
      later.cookie = browser.cookie
      #expect(try await later.send("/read").text() == "{}", "\(kind)")
      if let storage { #expect(try await storage.sweep(at: start + .seconds(61), limit: 10) == 0, "swept already") }
    }
  }
}
