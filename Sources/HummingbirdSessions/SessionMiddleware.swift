public import Hummingbird
import NIOCore
import SessionCodecs
import SessionModel
import SessionStores
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gives every request a session: `try context.session["user"] = "ada"`.
///
/// ```swift
/// let router = Router(context: BasicSessionContext.self)
/// router.add(middleware: try SessionMiddleware(secretKey: .environment("SECRET_KEY")))
/// router.get("set-session") { _, context in
///   try context.session["key"] = "value"
///   return "Session data set"
/// }
/// ```
///
/// Without a `storage` the session lives in a signed cookie, byte for byte as Starlette's `SessionMiddleware` writes it:
/// a FastAPI app with the same key reads what this writes, and the other way round. Whoever has the cookie can read it;
/// nobody without the key can change it. With a `storage` the cookie holds a random ID and the data stays on the server.
///
/// Changes are saved when the handler returns, also with an `HTTPResponseError` that it throws; any other error leaves
/// the session as it was.
public struct SessionMiddleware<Context: SessionContext>: RouterMiddleware {
  private enum Keeping: Sendable {
    case cookie(CookieSessions)
    case server(ServerSessions)
  }
  private let keeping: Keeping
  private let cookieName: String
  private let isSecure: Bool
  private let debug: DebugEndpoint?
  private let now: @Sendable () -> Moment
  /// The browser's address, where this app's contexts know it. That is found out once: to ask every request's takes
  /// longer than all that is noted of it.
  private let address: (@Sendable (Context) -> SocketAddress?)?

  /// A middleware for cookies signed with a key.
  ///
  /// - Parameters:
  ///   - secretKey: signs and verifies. Make one with `sesspect secret`.
  ///   - olderKeys: verify only, so that a key can be changed without logging anyone out.
  ///   - options: the cookie's attributes, lifetime and limits.
  ///   - storage: where sessions are kept; nil for the browser's cookie.
  ///   - debug: lets `sesspect` look at this server's sessions, where `SESSPECT_DEBUG=1` is set.
  /// - Throws: `SecretKeyProblem` where a key is missing, short or well known.
  public init(
    secretKey: SecretKeySource, olderKeys: [SecretKeySource] = [], options: SessionOptions = SessionOptions(),
    storage: (any ServerSessionStorage)? = nil, debug: DebugEndpoint? = nil
  ) throws(SecretKeyProblem) {
    try self.init(
      secretKey: secretKey, olderKeys: olderKeys, options: options, storage: storage, debug: debug,
      now: { .now })
  }

  init(
    secretKey: SecretKeySource, olderKeys: [SecretKeySource] = [], options: SessionOptions = SessionOptions(),
    storage: (any ServerSessionStorage)? = nil, debug: DebugEndpoint? = nil, now: @escaping @Sendable () -> Moment
  ) throws(SecretKeyProblem) {
    let environment = ProcessInfo.processInfo.environment
    var secrets = [try secretKey.load(environment)]
    for source in olderKeys { secrets.append(try source.load(environment)) }
    cookieName = options.cookieName
    isSecure = options.httpsOnly
    self.debug = debug?.isOn == true ? debug : nil
    self.now = now
    if let known = Context.self as? any RemoteAddressRequestContext.Type {
      address = Self.address(in: known)
    } else {
      address = nil
    }
    if let storage {
      let registry = self.debug?.watch(storage, secrets[0], options)
      keeping = .server(ServerSessions(storage: storage, options: options, registry: registry, now: now))
    } else {
      let signer = StarletteSigner(secrets: secrets)
      let registry = self.debug?.watch(signer, secrets[0], options)
      keeping = .cookie(CookieSessions(signer: signer, options: options, registry: registry, now: now))
    }
    Installed.count.add(1, ordering: .relaxed)
  }

  /// Loads the session, has the request answered, saves the session. Called by the router.
  public func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let began = now()
    let cookie = CookieHeader.value(of: cookieName, in: request.headers[values: .cookie])
    var observed: ObservedRequest?
    if let debug {
      if isSecure, request.head.scheme == "http" { debug.sawPlainHTTP(cookieName) }
      observed = ObservedRequest(
        method: request.method, path: request.head.path, address: address?(context), began: began)
    }
    switch keeping {
    case .cookie(let sessions): return try await handle(request, context, next, cookie, began, observed, sessions)
    case .server(let sessions): return try await handle(request, context, next, cookie, began, observed, sessions)
    }
  }

  private func handle(
    _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response, _ cookie: String?,
    _ began: Moment, _ observed: ObservedRequest?, _ sessions: CookieSessions
  ) async throws -> Response {
    let visit = sessions.begin(cookie, observed, at: began.timestamp)
    let session = RequestSession(
      visit.data,
      late: LateChange(path: request.head.path, logger: context.logger, losses: sessions.losses(visit)))
    context.sessionSlot.session = session
    var response: Response
    do {
      response = try await answer(request, context, next)
    } catch {
      sessions.failed(visit, session.seal())
      throw error
    }
    try sessions.end(visit, session.seal(), status: response.status.code, &response.headers, context.logger)
    return response
  }

  private func handle(
    _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response, _ cookie: String?,
    _ began: Moment, _ observed: ObservedRequest?, _ sessions: ServerSessions
  ) async throws -> Response {
    let visit = try await sessions.begin(cookie, observed, at: began.timestamp)
    let session = RequestSession(
      visit.data, late: LateChange(path: request.head.path, logger: context.logger, losses: sessions.losses(visit)))
    context.sessionSlot.session = session
    var response: Response
    do {
      response = try await answer(request, context, next)
    } catch {
      sessions.failed(visit, session.seal())
      throw error
    }
    try await sessions.end(
      visit, session.seal(), status: response.status.code, &response.headers, client: address?(context)?.ipAddress)
    return response
  }

  /// `Known` is `Context`, which the compiler cannot tell; it is looked at where it is, for a copy has a price too.
  private static func address<Known: RemoteAddressRequestContext>(
    in _: Known.Type
  ) -> @Sendable (Context) -> SocketAddress? {
    { context in
      withUnsafePointer(to: context) { pointer in
        pointer.withMemoryRebound(to: Known.self, capacity: 1) { $0.pointee.remoteAddress }
      }
    }
  }

  /// The handler's response; an error that knows its own response counts as one, as it does in Starlette.
  private func answer(
    _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as any HTTPResponseError {
      return try error.response(from: request, context: context)
    }
  }
}
