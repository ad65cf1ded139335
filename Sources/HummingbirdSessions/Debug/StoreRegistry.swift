import SessionModel
import SessionStores
import Synchronization

/// What a store does not keep of its sessions: the requests that used them, and how often.
final class StoreRegistry: Sendable {
  struct Entry: Sendable {
    var rev = 1
    var hits = 0
    var last: ObservedRequest?
    var seen: Timestamp
    /// When the data was last seen to change.
    var changed: Timestamp?

    mutating func use(_ request: ObservedRequest, at now: Timestamp) {
      hits += 1
      seen = now
      last = request
    }
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
  func seen(_ session: StoredSession, _ request: ObservedRequest, at now: Timestamp) {
    entries.withLock { entries in
      if entries.count >= CookieRegistry.capacity, entries[session.id] == nil {
        for (id, _) in entries.sorted(by: { $0.value.seen < $1.value.seen }).prefix(CookieRegistry.capacity / 16) {
          entries[id] = nil
        }
      }
      entries[session.id, default: Entry(seen: now)].use(request, at: now)
    }
  }

  /// A request presented an ID of no session: it ended, was deleted, or was made up.
  func unknown(_ request: ObservedRequest, at now: Timestamp) {
    events.add(
      Note(
        kind: .cookieRejected, at: now, source: .observed, request: request, more: Note.More(reason: "unknown-id")))
  }

  /// A request saved something.
  func changed(
    _ kind: SessionEvent.Kind, _ session: StoredSession, to data: Value, _ request: ObservedRequest?, at now: Timestamp
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
      Note(
        kind: kind, at: now, session: session.id, ids: ids, revision: entry?.rev, source: .app, request: request,
        before: session.data, after: data))
  }

  /// A session was deleted while a request was under way, and its response did not bring it back.
  func blocked(_ session: StoredSession, from before: Value, _ request: ObservedRequest?, at now: Timestamp) {
    events.add(
      Note(
        kind: .resurrectionBlocked, at: now, session: session.id, ids: ids, source: .app, request: request,
        before: before, after: session.data))
  }

  /// Changes of one request that nobody saved.
  struct Losses: LostChanges {
    let registry: StoreRegistry
    /// The session it presented; nil where it had none.
    let id: SessionID?
    let request: ObservedRequest

    func note(from saved: Value, to data: Value, reason: String) {
      registry.events.add(
        Note(
          kind: .unsavedChange, at: SystemClock.now, session: id, ids: registry.ids,
          revision: id.flatMap(registry.entry)?.rev, source: .app, request: request, before: saved, after: data,
          more: Note.More(reason: reason)))
    }
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
      Note(
        kind: kind, at: SystemClock.now, session: id, ids: ids, revision: rev, source: source, before: before,
        after: after))
  }
}
