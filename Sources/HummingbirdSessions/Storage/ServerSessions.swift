import HTTPTypes
import SessionModel
import Synchronization

/// Sessions that are kept on the server: the cookie holds an ID.
final class ServerSessions: Sendable {
  let storage: any ServerSessionStorage
  let options: SessionOptions
  let setCookie: SetCookie
  /// nil while nobody may look.
  let registry: StoreRegistry?
  let sweeping = Sweeping()
  let now: @Sendable () -> Moment

  init(
    storage: any ServerSessionStorage, options: SessionOptions, registry: StoreRegistry?,
    now: @escaping @Sendable () -> Moment
  ) {
    self.storage = storage
    self.options = options
    setCookie = SetCookie(options)
    self.registry = registry
    self.now = now
  }

  struct Visit: Sendable {
    var stored: StoredSession?
    /// What the browser presented.
    var hadCookie = false
    var data: Value { stored?.data ?? .object([]) }
    var request: ObservedRequest?
  }

  func begin(_ cookie: String?, _ request: ObservedRequest?, at now: Timestamp) async throws -> Visit {
    var visit = Visit(request: request)
    await sweeping.sweep(storage, at: now)
    guard let cookie, Self.looksLikeID(cookie) else { return visit }
    visit.hadCookie = true
    visit.stored = try await storage.load(SessionID(cookie), at: now)
    if let registry, let request = visit.request {
      if let stored = visit.stored {
        registry.seen(stored, request, at: now)
      } else {
        registry.unknown(request, at: now)
      }
    }
    return visit
  }

  func losses(_ visit: Visit) -> (any LostChanges)? {
    guard let registry, let request = visit.request else { return nil }
    return StoreRegistry.Losses(registry: registry, id: visit.stored?.id, request: request)
  }

  /// The handler threw: what it changed is not saved.
  func failed(_ visit: Visit, _ session: RequestSession.State) {
    visit.request?.answered(500, at: now())
    guard session.wasChanged, session.data != visit.data else { return }
    losses(visit)?.note(from: visit.data, to: session.data, reason: "unhandled-error")
  }

  func end(
    _ visit: Visit, _ session: RequestSession.State, status: Int, _ headers: inout HTTPFields, client: String?
  ) async throws {
    if session.wasRead { headers.addVaryCookie() }
    let moment = now()
    let now = moment.timestamp
    let request = visit.request
    request?.answered(status, at: moment)
    let isEmpty = session.data.members?.isEmpty ?? true
    guard session.wasChanged else {
      return try await keepAlive(visit, now, &headers)
    }
    if isEmpty, !session.wantsNewID {
      if let stored = visit.stored {
        try await storage.delete(stored.id)
        registry?.changed(.deleted, stored, to: .object([]), request, at: now)
      }
      if visit.hadCookie { headers.append(HTTPField(name: .setCookieLowercase, value: setCookie.clearing)) }
      return
    }
    var saved = StoredSession(
      id: visit.stored?.id ?? Self.newID(), data: session.data, created: visit.stored?.created ?? now, seen: now,
      expires: expiry(from: now), user: SessionUser.find(in: session.data, options.userPath), client: client)
    if let stored = visit.stored, !session.wantsNewID {
      guard let merged = try await merge(saved, over: stored) else {
        registry?.blocked(saved, from: stored.data, request, at: now)
        return headers.append(HTTPField(name: .setCookieLowercase, value: setCookie.clearing))
      }
      saved = merged
      registry?.changed(.updated, stored, to: saved.data, request, at: now)
    } else {
      // A new ID even for a browser that brought one: an ID from outside is never adopted.
      saved.id = Self.newID()
      guard try await storage.save(saved, replacing: nil) else { throw SessionConflict(keys: []) }
      if let stored = visit.stored {
        try await storage.delete(stored.id)
        registry?.changed(.deleted, stored, to: .object([]), request, at: now)
      }
      var before = saved
      before.data = .object([])
      registry?.changed(.created, before, to: saved.data, request, at: now)
    }
    headers.append(HTTPField(name: .setCookieLowercase, value: setCookie.setting(saved.id.text)))
  }

  /// Nothing changed: a rolling session begins its lifetime anew, a fixed one is only noted as used now and then.
  private func keepAlive(
    _ visit: Visit, _ now: Timestamp, _ headers: inout HTTPFields
  ) async throws {
    guard let stored = visit.stored else { return }
    let isRolling = options.expiry == .rolling
    if isRolling || now - stored.seen > .seconds(60) {
      try await storage.touch(stored.id, seen: now, expires: isRolling ? expiry(from: now) : stored.expires)
    }
    if isRolling { headers.append(HTTPField(name: .setCookieLowercase, value: setCookie.setting(stored.id.text))) }
  }

  /// Saves over what is stored now. What another request, or an operator, changed meanwhile is merged key by key.
  /// Nil when the session was deleted meanwhile: a late response does not bring it back.
  private func merge(_ mine: StoredSession, over base: StoredSession) async throws -> StoredSession? {
    var attempt = mine
    var expected = base.data
    // Each failed attempt means that somebody else succeeded.
    for _ in 0..<64 {
      if try await storage.save(attempt, replacing: expected) { return attempt }
      guard let theirs = try await storage.load(base.id, at: now().timestamp) else { return nil }
      guard let view = ThreeWay(base: base.data, theirs: theirs.data, mine: mine.data) else {
        throw SessionConflict(keys: [])
      }
      guard view.conflicts.isEmpty else { throw SessionConflict(keys: view.conflicts.map(\.key.string)) }
      attempt.data = view.merged()
      expected = theirs.data
    }
    throw SessionConflict(keys: [])
  }

  private func expiry(from now: Timestamp) -> Timestamp? { options.maxAge.map { now + .seconds($0) } }

  /// 256 random bits, URL-safe.
  static func newID() -> SessionID {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64, Array.init) }
    let text = Base64.encode(bytes, urlSafe: true, padded: false)
    // One that begins with a dash would be an option to every command it is given to.
    return text.hasPrefix("-") ? newID() : SessionID(text)
  }

  static func looksLikeID(_ text: String) -> Bool {
    (16...128).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}

/// Two requests changed the same keys of one session at the same time: the later one fails rather than overwrite.
public struct SessionConflict: Error, CustomStringConvertible {
  /// The keys both changed.
  public let keys: [String]
  /// A sentence that names the keys.
  public var description: String {
    keys.isEmpty
      ? "Too many requests changed this session at the same time; the changes of this one were not saved."
      : "Another request changed \(keys.joined(separator: ", ")) of this session at the same time; nothing was saved."
  }
}

/// Removes what has ended, a few at a time, at most once a second.
final class Sweeping: Sendable {
  private let next = Mutex(Timestamp(milliseconds: 0))
  static let batch = 200

  func sweep(_ storage: any ServerSessionStorage, at now: Timestamp) async {
    let isDue = next.withLock { next in
      guard now >= next else { return false }
      next = now + .seconds(1)
      return true
    }
    // A store that is busy is swept another time.
    if isDue { _ = try? await storage.sweep(at: now, limit: Self.batch) }
  }
}
