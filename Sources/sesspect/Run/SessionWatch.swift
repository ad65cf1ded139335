import SessionModel
import SessionStores

/// Finds out what changed in a store between two looks at it.
struct SessionWatch {
  /// Something that happened to a session.
  struct Event: Hashable {
    enum Kind: Hashable {
      case created(SessionContent)
      /// nil where the old data was not at hand any more.
      case changed([Change]?, SessionContent)
      case deleted
      case expired
    }
    var id: SessionID
    var user: String?
    var kind: Kind
  }

  /// Sessions followed at once.
  static let limit = 10_000
  /// Bytes of payload whose data is kept to tell old values; beyond it a change is told without them.
  private static let dataLimit = 64 << 20

  private struct Known {
    var session: Session
    var data: Value?
  }

  private let target: OpenTarget
  private let query: Query
  private var known: [SessionID: Known] = [:]
  private var dataSize = 0

  init(target: OpenTarget, query: Query) {
    self.target = target
    self.query = query
  }

  /// Looks for the first time; returns how many sessions there are.
  mutating func begin() async throws -> Int {
    for session in try await listing() {
      known[session.id] = Known(session: session)
      try await load(session.id)
    }
    return try await target.store.count(query, at: target.now) { _ in }.matched
  }

  /// What happened since the last look, in the order of the listing, what is gone at the end.
  mutating func events() async throws -> [Event] {
    var events: [Event] = []
    let sessions = try await listing()
    var gone = Set(known.keys)
    let isFull = known.count >= Self.limit
    for session in sessions.reversed() {
      gone.remove(session.id)
      guard let before = known[session.id] else {
        let isOld = isFull && session.created.map { $0 < target.now + .seconds(-60) } ?? false
        known[session.id] = Known(session: session)
        // One that came back among those active last was not created, it was touched.
        if let content = try await load(session.id) {
          events.append(
            Event(id: session.id, user: session.user, kind: isOld ? .changed(nil, content) : .created(content)))
        }
        continue
      }
      guard before.session.revision != session.revision else { continue }
      forget(session.id)
      known[session.id] = Known(session: session)
      guard let content = try await load(session.id) else { continue }
      let changes = before.data.map { Diff.changes(from: $0, to: content.data) }
      // A save that changed nothing but its time says nothing.
      if changes?.isEmpty != true {
        events.append(Event(id: session.id, user: session.user, kind: .changed(changes, content)))
      }
    }
    for id in gone {
      guard let before = known[id] else { continue }
      forget(id)
      if let kind = try await fate(of: before.session) {
        events.append(Event(id: id, user: before.session.user, kind: kind))
      }
    }
    return events
  }

  private func listing() async throws -> [Session] {
    var sessions: [Session] = []
    try await Listing(target: target, query: query, limit: Self.limit).forEach { sessions += $0.map(\.session) }
    return sessions
  }

  /// Why a session is not in the listing any more; nil when it only fell behind or stopped matching.
  private func fate(of session: Session) async throws -> Event.Kind? {
    do throws(StoreError) {
      let now = try await target.store.content(of: session.id).session
      return query.activeOnly && now.isExpired(at: target.now) ? .expired : nil
    } catch {
      guard case .noSuchSession = error else { throw error }
      return .deleted
    }
  }

  /// Reads a session's data and keeps it, as far as there is room; nil when it is gone.
  @discardableResult
  private mutating func load(_ id: SessionID) async throws -> SessionContent? {
    do throws(StoreError) {
      let content = try await target.store.content(of: id)
      if dataSize + content.payload.count <= Self.dataLimit {
        dataSize += content.payload.count
        known[id] = Known(session: content.session, data: content.data)
      }
      return content
    } catch {
      guard case .noSuchSession = error else { throw error }
      known[id] = nil
      return nil
    }
  }

  private mutating func forget(_ id: SessionID) {
    if let entry = known.removeValue(forKey: id), entry.data != nil { dataSize -= entry.session.size }
  }
}
