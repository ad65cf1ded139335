import HTTPTypes
import Logging
import SessionCodecs
import SessionModel

/// Sessions that live in the browser's signed cookie: what Starlette's `SessionMiddleware` does.
final class CookieSessions: Sendable {
  let signer: StarletteSigner
  let options: SessionOptions
  let setCookie: SetCookie
  /// nil while nobody may look.
  let registry: CookieRegistry?
  let now: @Sendable () -> Moment
  private let opened = OpenedCookies()

  init(
    signer: StarletteSigner, options: SessionOptions, registry: CookieRegistry?,
    now: @escaping @Sendable () -> Moment
  ) {
    self.signer = signer
    self.options = options
    setCookie = SetCookie(options)
    self.registry = registry
    self.now = now
  }

  /// What the beginning of a request tells its end.
  struct Visit: Sendable {
    /// The browser had a session that was accepted.
    var hadSession = false
    var data: Value = .object([])
    var registered: CookieRegistry.Visit?
  }

  /// `request` is nil while nobody may look.
  func begin(_ cookie: String?, _ request: ObservedRequest?, at now: Timestamp) -> Visit {
    guard let cookie, let opened = accepted(cookie, request, at: now) else {
      return Visit(registered: request.map { CookieRegistry.Visit($0) })
    }
    guard let registry, let request else { return Visit(hadSession: true, data: opened.data) }
    let registered = registry.begin(opened, size: cookie.utf8.count, request: request, at: now)
    return Visit(
      hadSession: true, data: registered.arrival.isRevoked ? .object([]) : registered.arrival.data,
      registered: registered)
  }

  /// What is in a cookie; nil for one that is refused, which is reported.
  private func accepted(
    _ cookie: String, _ request: ObservedRequest?, at now: Timestamp
  ) -> StarletteSigner.Opened? {
    do throws(StarletteSigner.Rejection) { return try open(cookie, at: now) } catch {
      // `null` is what clearing leaves in clients that keep no expiry.
      if let registry, let request, cookie != "null", !cookie.isEmpty {
        registry.rejected(cookie, error, request: request, at: now)
      }
      return nil
    }
  }

  private func open(_ cookie: String, at now: Timestamp) throws(StarletteSigner.Rejection) -> StarletteSigner.Opened {
    if let known = opened[cookie] {
      try StarletteSigner.checkAge(known.issued, maxAge: options.maxAge, leeway: options.leeway, at: now)
      return known
    }
    let new = try signer.open(Array(cookie.utf8), maxAge: options.maxAge, leeway: options.leeway, at: now)
    opened.remember(new, as: cookie)
    return new
  }

  /// Sets what the response has to say. Throws where the session cannot be a cookie.
  func end(
    _ visit: Visit, _ session: RequestSession.State, status: Int, _ headers: inout HTTPFields, _ log: Logger
  ) throws {
    if session.wasRead { headers.addVaryCookie() }
    let isRevoked = visit.registered?.arrival.isRevoked ?? false
    let isEmpty = session.data.members?.isEmpty ?? true
    let saves = session.wasChanged || options.expiry == .rolling || visit.registered?.arrival.isEdited ?? false
    var outcome = CookieRegistry.Outcome.nothing
    var header: String?
    // Most requests only read, and of those nobody is told how long they took.
    var moment: Moment?
    if saves, !isEmpty || visit.registered?.arrival.isEdited ?? false && !session.wasChanged {
      let issued: StarletteSigner.Issued
      let now = now()
      moment = now
      do throws(EditObstacle) { issued = try signer.issue(session.data, at: now.timestamp) } catch {
        throw SessionNotSerializable(obstacle: error)
      }
      opened.remember(issued.opened(session.data), as: issued.cookie)
      let text = setCookie.setting(issued.cookie)
      if text.utf8.count > SetCookie.limit { try tooLarge(text.utf8.count, visit, log) }
      outcome = .issues(issued, session.data, size: issued.cookie.utf8.count)
      header = text
    } else if isRevoked || saves && visit.hadSession {
      outcome = .clears
      moment = now()
      header = setCookie.clearing
    }
    if let registry, let registered = visit.registered {
      registered.request.answered(status, at: moment)
      if registry.end(registered, outcome, at: (moment ?? now()).timestamp) { header = setCookie.clearing }
    }
    if let header { headers.append(HTTPField(name: .setCookieLowercase, value: header)) }
  }

  func losses(_ visit: Visit) -> (any LostChanges)? {
    guard let registry, let visit = visit.registered else { return nil }
    return CookieRegistry.Losses(registry: registry, visit: visit)
  }

  /// The handler threw: what it changed is not saved.
  func failed(_ visit: Visit, _ session: RequestSession.State) {
    visit.registered?.request.answered(500, at: now())
    guard session.wasChanged, session.data != visit.data else { return }
    losses(visit)?.note(from: visit.data, to: session.data, reason: "unhandled-error")
  }

  private func tooLarge(_ size: Int, _ visit: Visit, _ log: Logger) throws {
    let problem = SessionTooLarge(size: size)
    if let registry, let registered = visit.registered { registry.tooLarge(registered, size: size) }
    if options.oversize == .refuse { throw problem }
    log.warning("\(problem)")
  }
}

/// A value was put into the session that JSON has no form for.
public struct SessionNotSerializable: Error, CustomStringConvertible {
  let obstacle: EditObstacle
  /// What JSON has no form for.
  public var description: String {
    switch obstacle {
    case .opaque(let type): "The session holds a value of type \(type), which JSON has no form for."
    case .duplicateKeys: "An object in the session has one key twice."
    default: "The session is no JSON object."
    }
  }
}

extension HTTPField.Name {
  /// Starlette writes its names in lower case; a name compares without case, and keeps its spelling on the wire.
  static let setCookieLowercase = HTTPField.Name("set-cookie")!
  static let varyLowercase = HTTPField.Name("vary")!
}

extension HTTPFields {
  private static let varyCookie = HTTPField(name: .varyLowercase, value: "Cookie")

  /// Caches must not give one browser's page to another: `Vary: Cookie`, in the line that is there if one is.
  mutating func addVaryCookie() {
    // A look at each is cheaper than the index that a lookup by name builds.
    if contains(where: { $0.name == .varyLowercase }), let present = self[.vary] {
      self[fields: .vary] = [HTTPField(name: .varyLowercase, value: present + ", Cookie")]
    } else {
      append(Self.varyCookie)
    }
  }
}
