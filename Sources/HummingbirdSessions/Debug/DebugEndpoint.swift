import DebugProtocol
import SessionCodecs
import SessionModel
import SessionStores
public import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Lets `sesspect` look at this server's sessions while it runs, and edit, delete and clear them.
///
/// ```swift
/// let debug = DebugEndpoint()
/// router.add(middleware: try SessionMiddleware(secretKey: .environment("SECRET_KEY"), debug: debug))
/// let app = Application(router: router, services: [debug])
/// ```
///
/// It does nothing unless `SESSPECT_DEBUG=1` is set, and refuses where `APP_ENV`, `ENV`, `FASTAPI_ENV` or `HB_ENV`
/// begins with `prod`. It listens on a unix socket that only the same user can open, asks for a token, and masks
/// secrets. What it knows of signed cookies is lost with the process: this is a tool for development.
public final class DebugEndpoint: Service {
  /// What the endpoint offers, and where.
  public struct Options: Sendable {
    /// Where it listens; never on the app's own port.
    public enum Listening: Sendable {
      /// A socket in `$SESSPECT_DIR`, else `$XDG_RUNTIME_DIR/sesspect`, else `$TMPDIR/sesspect-<uid>`.
      case unixSocket
      /// 127.0.0.1; 0 takes any free port. Other users of the machine can reach it, so they need its token.
      case loopback(port: Int)
    }
    /// The app's name in lists; nil for the program's.
    public var app: String?
    /// Where it listens.
    public var listening: Listening
    /// Nothing can be changed, whatever the token.
    public var isReadOnly: Bool
    /// Whether secrets may be asked for, with the rw token.
    public var allowsReveal: Bool
    /// Keys that hold secrets, besides those that look like it.
    public var masks: [String]
    /// Starts in production too. Think twice.
    public var allowsProduction: Bool
    /// Says on standard error that it is on and where.
    public var announces: Bool

    /// A unix socket, changes and reveal allowed, off in production.
    public init(
      app: String? = nil, listening: Listening = .unixSocket, isReadOnly: Bool = false, allowsReveal: Bool = true,
      masks: [String] = [], allowsProduction: Bool = false, announces: Bool = true
    ) {
      self.app = app
      self.listening = listening
      self.isReadOnly = isReadOnly
      self.allowsReveal = allowsReveal
      self.masks = masks
      self.allowsProduction = allowsProduction
      self.announces = announces
    }
  }

  private let options: Options
  private let environment: [String: String]
  private let identity: EndpointService.Identity
  let events = EventRing()
  private let state = Mutex(State())
  private let plainHTTP = Atomic(false)
  /// Why it is off although it was asked for.
  private let refusal: EndpointProblem?
  private let asked: Bool

  private struct State {
    var sources: [any EndpointSource] = []
    var warnings: [ServerInfo.Warning] = []
  }

  /// An endpoint; give it to `SessionMiddleware` as `debug:` and to the `Application` as a service.
  public convenience init(_ options: Options = Options()) {
    self.init(options, environment: ProcessInfo.processInfo.environment)
  }

  init(_ options: Options, environment: [String: String]) {
    self.options = options
    self.environment = environment
    asked = DebugSwitch.isOn(environment)
    let production = options.allowsProduction ? nil : DebugSwitch.production(environment)
    refusal = production.map { .production(variable: $0.name, value: $0.value) }
    let program = CommandLine.arguments.first.map { String($0.split(separator: "/").last ?? "app") }
    identity = EndpointService.Identity(
      instance: CookieRegistry.newID().text, pid: Int(getpid()), started: SystemClock.now,
      app: options.app ?? program ?? "app")
  }

  /// Whether it will offer anything.
  var isOn: Bool { asked && refusal == nil }

  // MARK: What the middlewares tell it

  func watch(_ signer: StarletteSigner, _ secret: SecretKey, _ session: SessionOptions) -> CookieRegistry {
    let registry = CookieRegistry(events: events, instance: identity.instance, started: identity.started)
    add(
      CookieSource(registry: registry, signer: signer, options: session, setCookie: SetCookie(session)), session)
    if let weakness = WeakSecret(secret) { warn("weak-secret", "\(weakness)") }
    return registry
  }

  func watch(
    _ storage: any ServerSessionStorage, _ secret: SecretKey, _ session: SessionOptions
  ) -> StoreRegistry? {
    guard let store = storage.store else { return nil }
    let registry = StoreRegistry(store: store, events: events, ids: PublicIDs(secret: secret))
    add(
      StoreSource(storage: storage, registry: registry, options: session, setCookie: SetCookie(session)), session)
    return registry
  }

  private func add(_ source: any EndpointSource, _ session: SessionOptions) {
    let isDuplicate = state.withLock { state in
      defer { state.sources.append(source) }
      return state.sources.contains { $0.cookie.name == session.cookieName && $0.cookie.path == session.path }
    }
    if isDuplicate {
      warn("duplicate-cookie-name", "two middlewares of this server write the cookie '\(session.cookieName)'")
    }
    if session.sameSite == .none, !session.httpsOnly {
      warn("samesite-none-without-secure", "the cookie '\(session.cookieName)' has SameSite=None and not Secure")
    }
  }

  /// A request came over plain http and its cookie is `Secure`.
  func sawPlainHTTP(_ cookie: String) {
    if !plainHTTP.exchange(true, ordering: .relaxed) {
      warn("secure-on-http", "the cookie '\(cookie)' is Secure, and requests come over plain http")
    }
  }

  private func warn(_ code: String, _ detail: String) {
    state.withLock { $0.warnings.append(ServerInfo.Warning(code: code, detail: detail)) }
  }

  // MARK: Running

  /// Offers the endpoint until the server shuts down. An endpoint that cannot start says so on standard error and lets
  /// the server be.
  public func run() async throws {
    do {
      if asked, let refusal { throw refusal }
      if isOn { return try await serve() }
    } catch {
      Self.say("sesspect: the debug endpoint does not start: \(error).")
    }
    try? await gracefulShutdown()
  }

  private func serve() async throws {
    let directory = try RuntimeDirectory(Discovery.directory(environment: environment, user: geteuid()))
    guard let source = state.withLock({ $0.sources.first }) else {
      Self.say("sesspect: the debug endpoint has nothing to show: no SessionMiddleware was given it (debug:).")
      try? await gracefulShutdown()
      return
    }
    let cookie = source.cookie.name
    if let other = directory.others(than: identity.pid).first(where: { $0.cookie == cookie }) {
      warn("cookie-name-shared-on-localhost", "\(other.app) (pid \(other.pid)) uses the cookie '\(cookie)' too")
    }
    let access = EndpointAccess {
      Self.say("sesspect: ten wrong tokens within a minute; the debug endpoint is locked.")
    }
    let name = directory.freeName(pid: getpid())
    let socket = directory.path + "/\(name).sock"
    let listening: EndpointServer.Listening =
      switch options.listening {
      case .unixSocket: .socket(socket)
      case .loopback(let port): .loopback(port: port)
      }
    let server = try await EndpointServer.start(listening) { [self] port in
      EndpointService(
        identity: identity, source: source, events: events, access: access, masking: Masking(patterns: options.masks),
        isReadOnly: options.isReadOnly, allowsReveal: options.allowsReveal,
        warnings: { [self] in state.withLock { $0.warnings } },
        hosts: port.map { ["localhost:\($0)", "127.0.0.1:\($0)", "[::1]:\($0)"] } ?? [])
    }
    let address: Discovery.Address =
      if let port = server.port { .url("http://127.0.0.1:\(port)") } else { .socket(socket) }
    defer {
      directory.remove("\(name).json")
      directory.remove("\(name).sock")
    }
    do {
      try directory.write(
        Discovery(
          address: address, readToken: access.readToken, writeToken: options.isReadOnly ? nil : access.writeToken,
          pid: identity.pid, parent: Int(getppid()), app: identity.app, instance: identity.instance,
          started: identity.started, cookie: cookie
        ).json, to: "\(name).json")
      let target = if case .url(let url) = address { url } else { "unix:" + socket }
      if options.announces {
        Self.say("sesspect: the debug endpoint is on: sesspect pid:\(identity.pid)  (\(target))")
      }
      try? await gracefulShutdown()
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// On standard error.
  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(2, bytes, bytes.count)
  }
}
