import SessionModel
import SessionStores
import Synchronization

/// What a store does not keep of its sessions: the requests that used them, and how often.
final class StoreRegistry: Sendable {
  struct Entry: Sendable {
    var rev = 1
    var hits = 0
    var last: CausingRequest?
    var seen: Timestamp
    /// When the data was last seen to change.
    var changed: Timestamp?
  }

  let store: any SessionStore
  let events: EventRing
  let ids: PublicIDs
  private let entries = Mutex<[SessionID: Entry]>([:])

  init(store: any SessionStore, events: EventRing, ids: PublicIDs) {
    self.store = store
    self.events = events
    self.ids = ids
  }

  func entry(_ id: SessionID) -> Entry? { entries.withLock { $0[id] } }

  /// A request presented this session.
  func seen(_ session: StoredSession, _ request: CausingRequest) {
    entries.withLock { entries in
      if entries.count >= CookieRegistry.capacity, entries[session.id] == nil {
        for (id, _) in entries.sorted(by: { $0.value.seen < $1.value.seen }).prefix(CookieRegistry.capacity / 16) {
          entries[id] = nil
        }
      }
      var entry = entries[session.id] ?? Entry(seen: SystemClock.now)
      entry.hits += 1
      entry.seen = SystemClock.now
      entry.last = request
      entries[session.id] = entry
    }
  }

  /// A request presented an ID of no session: it ended, was deleted, or was made up.
  func unknown(_ request: CausingRequest, at now: Timestamp) {
    events.add(
      SessionEvent(
        number: 0, at: now, kind: .cookieRejected, source: .observed, request: request, reason: "unknown-id"))
  }

  /// A response goes that changed nothing.
  func answered(_ id: SessionID, _ request: CausingRequest) {
    entries.withLock { $0[id]?.last = request }
  }

  /// A request saved something.
  func changed(
    _ kind: SessionEvent.Kind, _ session: StoredSession, to data: Value, _ request: CausingRequest?, at now: Timestamp
  ) {
    if kind == .updated, session.data == data { return }
    let entry = entries.withLock { entries in
      if kind == .deleted { return entries.removeValue(forKey: session.id) }
      var entry = entries[session.id] ?? Entry(seen: now)
      if kind == .created { entry.hits += 1 } else { entry.rev += 1 }
      entry.seen = now
      entry.changed = now
      entry.last = request ?? entry.last
      entries[session.id] = entry
      return entry
    }
    events.add(
      SessionEvent(
        number: 0, at: now, kind: kind, session: ids.hidden(session.id), revision: entry?.rev, source: .app,
        request: request),
      from: session.data, to: data)
  }

  /// A session was deleted while a request was under way, and its response did not bring it back.
  func blocked(_ session: StoredSession, from before: Value, _ request: CausingRequest?, at now: Timestamp) {
    events.add(
      SessionEvent(
        number: 0, at: now, kind: .resurrectionBlocked, session: ids.hidden(session.id), source: .app,
        request: request), from: before, to: session.data)
  }

  /// An operator changed something through the endpoint.
  func edited(
    _ kind: SessionEvent.Kind, _ id: SessionID, from before: Value, to after: Value, source: SessionEvent.Source
  ) {
    let rev = entries.withLock { entries in
      if kind == .deleted { return entries.removeValue(forKey: id)?.rev }
      var entry = entries[id] ?? Entry(seen: SystemClock.now)
      entry.rev += 1
      entry.changed = SystemClock.now
      entries[id] = entry
      return entry.rev
    }
    events.add(
      SessionEvent(number: 0, at: SystemClock.now, kind: kind, session: ids.hidden(id), revision: rev, source: source),
      from: before, to: after)
  }
}
