// The code of the articles in HummingbirdSessions.docc, so that it is compiled. DocumentationTests compares the two.
import Hummingbird
import HummingbirdSessions
import Logging
import NIOCore
import SessionModel
import SessionStores

// MARK: InstallingTheMiddleware

/* @main */
struct App {
  static func main() async throws {
    let app = Application(
      router: try router(),
      configuration: .init(address: .hostname("127.0.0.1", port: 8080)))
    try await app.runService()
  }

  static func router() throws -> Router<BasicSessionContext> {
    let router = Router(context: BasicSessionContext.self)
    router.add(middleware: try SessionMiddleware(secretKey: .environment("SECRET_KEY")))
    router.get("set-session") { _, context in
      try context.session["key"] = "value"
      return "Session data set\n"
    }
    router.get("get-session") { _, context in
      "key: \(try context.session["key"]?.string ?? "not set")\n"
    }
    return router
  }
}

struct AppContext: SessionContext, RemoteAddressRequestContext {
  var coreContext: CoreRequestContextStorage
  let sessionSlot = SessionSlot()
  let remoteAddress: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}

struct Cart: Codable {
  var items: [String] = []
}

struct LoginForm: Decodable {
  var name: String
  var password: String
}

struct SignedInOnly<Context: SessionContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard try context.session.contains("user") else { throw HTTPError(.unauthorized) }
    return try await next(request, context)
  }
}

/// Stands for the app's own users.
struct Users: Sendable {
  func find(_ name: String, password: String) async throws -> Int? { name == "ada" && password == "lovelace" ? 1 : nil }
}

enum Examples {
  static func ownContext(_ key: SecretKeySource) throws -> Router<AppContext> {
    let router = Router(context: AppContext.self)
    router.add(middleware: try SessionMiddleware(secretKey: key))
    return router
  }

  static func reading(_ router: Router<BasicSessionContext>) {
    router.get("visits") { _, context in
      let session = try context.session
      let visits = session["visits"]?.integer ?? 0
      session["visits"] = SessionValue(visits + 1)
      return "\(visits + 1)"
    }
    router.get("everything") { _, context in
      let session = try context.session
      session["theme"] = "dark"
      session[path: "cart.items[0].qty"] = 2
      session.merge(["lang": "en", "beta": true])
      session.removeValue(forKey: "flash")
      session["theme"] = nil
      for (key, value) in session { context.logger.debug("\(key) is a \(value.kind)") }
      return session.keys.joined(separator: ", ")
    }
    router.post("cart/:item") { _, context in
      let session = try context.session
      var cart = try session.get("cart", as: Cart.self) ?? Cart()
      cart.items.append(try context.parameters.require("item"))
      try session.set("cart", to: cart)
      return "\(cart.items.count)"
    }
    router.get("count") { _, context in
      try context.session.update { data in
        let count = (data["count"]?.integer ?? 0) + 1
        data["count"] = SessionValue(count)
        return "\(count)"
      }
    }
  }

  static func login(_ router: Router<BasicSessionContext>, _ users: Users) {
    router.post("login") { request, context -> HTTPResponse.Status in
      let form = try await request.decode(as: LoginForm.self, context: context)
      guard let user = try await users.find(form.name, password: form.password) else {
        throw HTTPError(.unauthorized)
      }
      let session = try context.session
      session.regenerateID()
      try session.set("user", to: ["id": user])
      return .noContent
    }
    router.post("logout") { _, context -> HTTPResponse.Status in
      try context.session.clear()
      return .noContent
    }
  }

  static func members(_ router: Router<BasicSessionContext>) {
    let members = router.group("members").add(middleware: SignedInOnly())
    members.get("/") { _, context in
      "Hello, user \(try context.session[path: "user.id"]?.integer ?? 0)"
    }
  }

  // MARK: Options

  static func options(_ router: Router<BasicSessionContext>) throws {
    router.add(
      middleware: try SessionMiddleware(
        secretKey: .file("/run/secrets/session-key"),
        olderKeys: [.file("/run/secrets/session-key-old")],
        options: SessionOptions(
          cookieName: "shop", maxAge: 30 * 60, httpsOnly: true, expiry: .rolling, userPath: "user.id")))
  }

  static func likeStarlette() -> SessionOptions { SessionOptions(leeway: .zero) }

  // MARK: Storages

  static func sqlite(_ router: Router<BasicSessionContext>) async throws {
    let storage = try await SQLiteSessionStorage(path: "sessions.db")
    router.add(
      middleware: try SessionMiddleware(secretKey: .environment("SECRET_KEY"), storage: storage))
  }

  static func memory(_ router: Router<BasicSessionContext>) throws {
    router.add(
      middleware: try SessionMiddleware(
        secretKey: .environment("SECRET_KEY"), storage: MemorySessionStorage()))
  }

  // MARK: DebugEndpoint

  static func debug(_ router: Router<BasicSessionContext>, _ key: SecretKeySource) throws -> some ApplicationProtocol {
    let debug = DebugEndpoint()
    router.add(middleware: try SessionMiddleware(secretKey: key, debug: debug))
    let app = Application(router: router, services: [debug])
    return app
  }

  static func debugOptions() -> DebugEndpoint {
    let debug = DebugEndpoint(
      .init(app: "shop", isReadOnly: true, allowsReveal: false, masks: ["iban", "birthday"]))
    return debug
  }

  static func loopback() -> DebugEndpoint {
    let debug = DebugEndpoint(.init(listening: .loopback(port: 0)))
    return debug
  }
}

struct SessionErrors<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as SessionConflict {
      throw HTTPError(.conflict, message: error.description)
    } catch let error as SessionTooLarge {
      throw HTTPError(.internalServerError, message: error.description)
    }
  }
}

actor DictionarySessionStorage: ServerSessionStorage {
  private var sessions: [SessionID: StoredSession] = [:]
  nonisolated var store: (any SessionStore)? { nil }

  func load(_ id: SessionID, at now: Timestamp) -> StoredSession? {
    guard let session = sessions[id] else { return nil }
    if let expires = session.expires, expires <= now { return nil }
    return session
  }

  func save(_ session: StoredSession, replacing expected: Value?) -> Bool {
    guard sessions[session.id]?.data == expected else { return false }
    sessions[session.id] = session
    return true
  }

  func touch(_ id: SessionID, seen: Timestamp, expires: Timestamp?) {
    sessions[id]?.seen = seen
    sessions[id]?.expires = expires
  }

  func delete(_ id: SessionID) -> Bool { sessions.removeValue(forKey: id) != nil }

  func sweep(at now: Timestamp, limit: Int) -> Int {
    let ended = sessions.values.filter { $0.expires.map { $0 <= now } ?? false }.prefix(limit)
    for session in ended { sessions[session.id] = nil }
    return ended.count
  }
}
