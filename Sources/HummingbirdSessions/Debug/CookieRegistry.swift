import Crypto
import SessionCodecs
import SessionModel
import SessionStores
import Synchronization

/// The sessions that live in browsers' signed cookies, as far as this process has seen them.
///
/// A session is a chain of cookies: it is known from its first one on, and every response that issues the next one joins
/// it to the chain. Two browsers that were given the same data in the same second cannot be told apart.
///
/// All of it is lost with the process: a tool for development, not a way to log users out.
final class CookieRegistry: Sendable {
  typealias Digest = StarletteSigner.Digest

  /// Sessions that are kept; the one not seen for longest goes first.
  static let capacity = 5000
  /// Cookies of one session that are remembered, at least.
  static let chainLength = 64

  struct Entry: Sendable {
    let id: SessionID
    /// Tells it apart, and orders those that are equal in a sorted list.
    var number = 0
    /// Data in the newest cookie.
    var data: Value
    /// Changes of the data.
    var rev = 1
    /// Counts what the tag has to tell apart besides `rev`.
    var tagNumber = 0
    var created: Timestamp
    var seen: Timestamp
    var issued: Timestamp
    var hits = 0
    var size: Int
    var last: ObservedRequest?
    var changedAt: Timestamp
    /// Oldest first.
    var chain: [Digest]
    var edits: [PendingEdit] = []
    var editCount = 0
    var revoked: Revocation?
    var forks: [Fork] = []

    /// What events say of it.
    var subject: Subject { Subject(id: id, rev: rev, size: size) }
  }

  struct Subject {
    var id: SessionID
    var rev: Int
    var size: Int
  }

  struct Revocation: Sendable {
    var at: Timestamp
    /// A response told the browser to drop its cookie.
    var wasTold = false
  }

  /// A response that issued a cookie, kept to find out which of two parallel ones survived.
  struct Fork: Sendable {
    var parent: Digest
    var child: Digest
    var before: Value
    var after: Value
    var request: ObservedRequest
  }

  struct Known: Sendable {
    /// The session's number.
    var number: Int
    /// The edits it has, by number.
    var edits: Int
  }

  struct State: Sendable {
    /// By their numbers: every request looks here, and a number is found sooner than an id.
    var entries: [Int: Entry] = [:]
    var numbers: [SessionID: Int] = [:]
    var cookies: [Digest: Known] = [:]
    var lastNumber = 0
    /// Cookies signed until then are dead unless they are known.
    var revokedBefore: Timestamp?
    /// When a bad cookie was last reported.
    var reported: [String: Timestamp] = [:]

    func index(of id: SessionID) -> Dictionary<Int, Entry>.Index? { numbers[id].flatMap(entries.index(forKey:)) }
  }

  let state = Mutex(State())
  let events: EventRing
  /// Unique in the tags of this process.
  let tagPrefix: String
  let started: Timestamp

  init(events: EventRing, instance: String, started: Timestamp) {
    self.events = events
    self.started = started
    tagPrefix = String(instance.prefix(6))
  }

  // MARK: A request comes

  /// A request that is under way, as long as its response has not gone.
  final class Visit: Sendable {
    let request: ObservedRequest
    let arrival: Arrival

    init(_ request: ObservedRequest, _ arrival: Arrival = Arrival()) {
      self.request = request
      self.arrival = arrival
    }
  }

  /// What a request brought.
  struct Arrival: Sendable {
    /// The number of the session it belongs to; nil for a browser without one.
    var number: Int?
    var parent: Digest?
    /// The data in the cookie that was presented.
    var presented: Value = .object([])
    /// The data the handler sees: with the edits that were waiting.
    var data: Value = .object([])
    var edits = 0
    /// The session was deleted: the handler sees none.
    var isRevoked = false
    /// Edits were made: the browser needs a new cookie.
    var isEdited = false
  }

  /// A request presents a cookie that was verified.
  func begin(_ opened: StarletteSigner.Opened, size: Int, request: ObservedRequest, at now: Timestamp) -> Visit {
    var arrival = Arrival(parent: opened.digest, presented: opened.data, data: opened.data)
    state.withLock { state in
      if let known = state.cookies[opened.digest] {
        arrival.edits = known.edits
        // Forgotten for want of room: a cookie that is known here and not there was of a session that went.
        guard let index = state.entries.index(forKey: known.number) else { return arrival.isRevoked = true }
        arrival.number = known.number
        Self.arrive(&arrival, &state.entries.values[index], request, now, self)
      } else if let limit = state.revokedBefore, opened.issued <= limit {
        arrival.isRevoked = true
      } else {
        var entry = Entry(
          id: Self.newID(), data: opened.data, created: opened.issued, seen: now, issued: opened.issued, size: size,
          changedAt: now, chain: [opened.digest])
        entry.hits = 1
        entry.last = request
        arrival.number = insert(entry, &state)
        report(.created, entry.subject, source: .observed, request, at: now, from: .object([]), to: opened.data)
      }
    }
    return Visit(request, arrival)
  }

  private static func arrive(
    _ arrival: inout Arrival, _ entry: inout Entry, _ request: ObservedRequest, _ now: Timestamp,
    _ registry: CookieRegistry
  ) {
    entry.seen = now
    entry.hits += 1
    entry.last = request
    guard entry.revoked == nil else { return arrival.isRevoked = true }
    if let parent = arrival.parent { registry.findLostUpdates(&entry, winner: parent, now) }
    registry.makeEdits(&entry, &arrival, request, now)
  }

  // MARK: Its response goes

  /// What a response does to the browser's cookie.
  enum Outcome: Sendable {
    case nothing
    case issues(StarletteSigner.Issued, Value, size: Int)
    case clears
  }

  /// The response is ready. True where its cookie has to be cleared whatever the handler wanted: the session was deleted
  /// while the request was under way. The time is asked for only where there is something to tell.
  func end(_ visit: Visit, _ outcome: Outcome, at now: @autoclosure () -> Timestamp) -> Bool {
    state.withLock { state in
      let ending: Ending =
        if let number = visit.arrival.number, let index = state.entries.index(forKey: number) {
          Self.end(&state.entries.values[index], visit, outcome, now, self, &state.cookies)
        } else { .another }
      switch ending {
      case .goesOn: break
      case .ends: visit.arrival.number.map { remove($0, &state) }
      case .another: begin(outcome, visit.request, &state, now)
      case .blocked: return true
      }
      return false
    }
  }

  private enum Ending {
    /// The session goes on, or it ends here.
    case goesOn, ends
    /// The handler was shown no session: what it made is a new one.
    case another
    /// The session was deleted while the request was under way.
    case blocked
  }

  private static func end(
    _ entry: inout Entry, _ visit: Visit, _ outcome: Outcome, _ now: () -> Timestamp, _ registry: CookieRegistry,
    _ cookies: inout [Digest: Known]
  ) -> Ending {
    if let revoked = entry.revoked {
      let now = now()
      if !visit.arrival.isRevoked, case .issues(_, let data, _) = outcome {
        registry.report(
          .resurrectionBlocked, entry.subject, source: .app, visit.request, at: now, from: visit.arrival.data, to: data)
      }
      if !revoked.wasTold {
        entry.revoked?.wasTold = true
        registry.report(.deleted, entry.subject, source: .user, visit.request, at: now)
      }
      return visit.arrival.isRevoked ? .another : .blocked
    }
    // It was deleted when the request came, and has been brought back since.
    if visit.arrival.isRevoked { return .another }
    switch outcome {
    case .nothing: return .goesOn
    case .issues(let issued, let data, let size):
      let now = now()
      // The same data in the same second is the same cookie: parallel requests often issue it again.
      let known = Known(number: entry.number, edits: visit.arrival.edits)
      let isNew = cookies.updateValue(known, forKey: issued.digest)?.number != entry.number
      if isNew { link(&entry, visit, issued, data, &cookies) }
      entry.issued = now
      entry.size = size
      note(&entry, visit, data, now, registry)
      return .goesOn
    case .clears:
      registry.report(
        .deleted, entry.subject, source: .app, visit.request, at: now(), from: visit.arrival.data, to: .object([]))
      return .ends
    }
  }

  /// Makes a cookie the newest of the chain.
  private static func link(
    _ entry: inout Entry, _ visit: Visit, _ issued: StarletteSigner.Issued, _ data: Value,
    _ cookies: inout [Digest: Known]
  ) {
    entry.chain.append(issued.digest)
    if entry.chain.count == 2 * chainLength {
      // Many at once, so that this is rare.
      for digest in entry.chain.prefix(chainLength) { cookies[digest] = nil }
      entry.chain.removeFirst(chainLength)
    }
    guard let parent = visit.arrival.parent else { return }
    entry.forks.append(
      Fork(parent: parent, child: issued.digest, before: visit.arrival.data, after: data, request: visit.request))
    if entry.forks.count > 16 { entry.forks.removeFirst() }
  }

  /// Reports what a response changed.
  private static func note(
    _ entry: inout Entry, _ visit: Visit, _ data: Value, _ now: Timestamp, _ registry: CookieRegistry
  ) {
    guard data != entry.data else { return }
    let arrival = visit.arrival
    let isDelivery = arrival.isEdited && entry.data != arrival.data
    entry.data = data
    entry.rev += 1
    entry.changedAt = now
    if isDelivery {
      registry.report(
        .updated, entry.subject, source: .edit, visit.request, at: now, from: arrival.presented, to: arrival.data)
    }
    if data != arrival.data {
      registry.report(.updated, entry.subject, source: .app, visit.request, at: now, from: arrival.data, to: data)
    }
  }

  /// The first cookie of a browser, where the response issues one.
  private func begin(_ outcome: Outcome, _ request: ObservedRequest, _ state: inout State, _ now: () -> Timestamp) {
    // The same data in the same second as another browser: one cookie, one session. If that one was deleted, the cookie
    // is the new browser's.
    guard case .issues(let issued, let data, let size) = outcome, owner(of: issued.digest, state) == nil else { return }
    let now = now()
    var entry = Entry(
      id: Self.newID(), data: data, created: now, seen: now, issued: now, size: size, changedAt: now,
      chain: [issued.digest])
    entry.last = request
    entry.hits = 1
    insert(entry, &state)
    report(.created, entry.subject, source: .app, request, at: now, from: .object([]), to: data)
  }

  /// The session that lives under this cookie.
  func owner(of digest: Digest, _ state: borrowing State) -> SessionID? {
    guard let known = state.cookies[digest], let entry = state.entries[known.number], entry.revoked == nil else {
      return nil
    }
    return entry.id
  }

  // MARK: Keeping

  /// Takes in a session with its first cookie. Returns its number.
  @discardableResult
  func insert(_ entry: Entry, _ state: inout State) -> Int {
    if state.entries.count >= Self.capacity {
      // A sixteenth at once, so that this is rare.
      let oldest = state.entries.values.sorted { $0.seen < $1.seen }.prefix(Self.capacity / 16)
      for entry in oldest { remove(entry.number, &state) }
    }
    state.lastNumber += 1
    var entry = entry
    entry.number = state.lastNumber
    state.entries[entry.number] = entry
    state.numbers[entry.id] = entry.number
    for digest in entry.chain { state.cookies[digest] = Known(number: entry.number, edits: 0) }
    return entry.number
  }

  /// Forgets a session. The cookies of one that was deleted stay known, so that they stay dead.
  func remove(_ number: Int, _ state: inout State) {
    guard let entry = state.entries.removeValue(forKey: number) else { return }
    state.numbers[entry.id] = nil
    if entry.revoked == nil { for digest in entry.chain { state.cookies[digest] = nil } }
  }

  func report(
    _ kind: SessionEvent.Kind, _ subject: Subject, source: SessionEvent.Source?, _ request: ObservedRequest? = nil,
    at now: Timestamp, from before: Value? = nil, to after: Value? = nil, more: Note.More? = nil
  ) {
    events.add(
      Note(
        kind: kind, at: now, session: subject.id, revision: subject.rev, source: source, request: request,
        size: subject.size, before: before, after: after, more: more))
  }

  static func newID() -> SessionID {
    var generator = SystemRandomNumberGenerator()
    return SessionID((0..<2).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64, Array.init) }.hex)
  }
}
