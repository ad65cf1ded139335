public import Hummingbird
public import NIOCore
import Synchronization

/// A request context that can hold a session.
///
/// ```swift
/// struct AppContext: SessionContext {
///   var coreContext: CoreRequestContextStorage
///   let sessionSlot = SessionSlot()
///   init(source: Source) { coreContext = .init(source: source) }
/// }
/// ```
///
/// An app that needs nothing else in its context takes `BasicSessionContext`.
public protocol SessionContext: RequestContext {
  /// Where `SessionMiddleware` puts the session: a new `SessionSlot()` for every request.
  var sessionSlot: SessionSlot { get }
}

extension SessionContext {
  /// The session of this request. Throws `SessionUnavailable` where `SessionMiddleware` did not run before.
  public var session: RequestSession {
    get throws(SessionUnavailable) {
      guard let session = sessionSlot.session else { throw SessionUnavailable() }
      session.touch()
      return session
    }
  }
}

/// Holds the session of a request. A context is copied on its way through the middlewares; this is not.
public final class SessionSlot: Sendable {
  private let box = Mutex<RequestSession?>(nil)
  /// An empty one.
  public init() {}

  var session: RequestSession? {
    get { box.withLock { $0 } }
    set { box.withLock { $0 = newValue } }
  }
}

/// A context with a session and nothing else.
public struct BasicSessionContext: SessionContext, RemoteAddressRequestContext {
  /// What every Hummingbird context has.
  public var coreContext: CoreRequestContextStorage
  /// Where the session is.
  public let sessionSlot = SessionSlot()
  /// Where the request came from; the inspector shows it.
  public let remoteAddress: SocketAddress?

  /// Made by Hummingbird for every request.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
