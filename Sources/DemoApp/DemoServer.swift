import Hummingbird
import HummingbirdSessions
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SessionModel
import SessionStores
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The demo: a session tutorial's routes and a small shop, with a debug endpoint.
///
/// ```swift
/// let demo = try await DemoServer(.init(mode: .cookie, secret: secret))
/// try await demo.run { url in print(url) }
/// ```
public struct DemoServer: Sendable {
  public enum Mode: String, Sendable, CaseIterable { case cookie, sqlite }

  public struct Options: Sendable {
    public var mode: Mode
    /// 0 takes any free port.
    public var port: Int
    public var secret: String
    /// The database's file, for `.sqlite`.
    public var path: String
    /// Visitors that come by themselves; 0 for none.
    public var visitors: Int
    /// Says on standard error where the debug endpoint is.
    public var announces: Bool

    public init(
      mode: Mode, port: Int = 0, secret: String, path: String = "sessions.db", visitors: Int = 0, announces: Bool = true
    ) {
      self.announces = announces
      self.mode = mode
      self.port = port
      self.secret = secret
      self.path = path
      self.visitors = visitors
    }
  }

  private let options: Options
  private let storage: SQLiteSessionStorage?
  private let responder: RouterResponder<DemoContext>
  private let debug: DebugEndpoint

  /// Makes the server; nothing listens yet. Throws what the store and the secret key say.
  public init(_ options: Options) async throws {
    self.options = options
    debug = DebugEndpoint(.init(app: "sesspect-demo", announces: options.announces))
    storage = options.mode == .sqlite ? try await SQLiteSessionStorage(path: options.path) : nil
    let router = Router(context: DemoContext.self)
    router.add(middleware: ErrorSentences())
    router.add(
      middleware: try SessionMiddleware(
        secretKey: SecretKeySource(options.secret),
        options: SessionOptions(maxAge: 30 * 60, expiry: .fixed, userPath: "user.name"), storage: storage, debug: debug)
    )
    TutorialRoutes.add(to: router)
    ShopRoutes.add(to: router)
    responder = router.buildResponder()
  }

  /// Serves until the task is cancelled. `started` gets the URL once it answers.
  public func run(started: @escaping @Sendable (String) -> Void) async throws {
    var quiet = Logger(label: "sesspect-demo")
    quiet.logLevel = .error
    let visitors = options.visitors > 0 ? Visitors(responder, logger: quiet) : nil
    if let visitors, let storage { try await visitors.seed(storage, count: options.visitors, at: SystemClock.now) }
    var services: [any Service] = [debug]
    if let visitors {
      services.append(VisitorService(visitors: visitors, first: options.visitors, fresh: storage == nil))
    }
    let app = Application(
      responder: responder,
      configuration: .init(address: .hostname("127.0.0.1", port: options.port), serverName: nil),
      services: services,
      onServerRunning: { channel in
        started("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
      }, logger: quiet)
    let group = ServiceGroup(services: [app], logger: quiet)
    let running = Task.detached { try await group.run() }
    let result = await withTaskCancellationHandler {
      await running.result
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
    await storage?.close()
    do { try result.get() } catch let error as IOError { throw SystemRefusal(code: error.errnoCode) }
  }

  /// The system said no, in its own words: `Address already in use`.
  struct SystemRefusal: Error, CustomStringConvertible {
    var code: CInt
    var description: String { String(cString: strerror(code)) }
  }
}

/// The visitors, as long as the server runs.
private struct VisitorService: Service {
  let visitors: Visitors
  let first: Int
  /// Nobody is there yet.
  let fresh: Bool

  func run() async throws {
    await cancelWhenGracefulShutdown {
      if fresh { for _ in 0..<first { await visitors.welcome() } }
      while !Task.isCancelled {
        await visitors.serveOneRequest()
        try? await Task.sleep(for: .milliseconds(await visitors.pause()))
      }
    }
  }
}

/// Errors of the session are told in words: this is a demonstration.
private struct ErrorSentences<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do { return try await next(request, context) } catch let error as SessionConflict {
      throw HTTPError(.conflict, message: error.description)
    } catch let error as SessionTooLarge {
      throw HTTPError(.internalServerError, message: error.description)
    }
  }
}
