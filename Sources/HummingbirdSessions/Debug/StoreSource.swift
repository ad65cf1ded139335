import DebugProtocol
import SessionModel
import SessionStores

/// Serves the sessions that are kept on the server.
struct StoreSource: EndpointSource {
  let storage: any ServerSessionStorage
  let registry: StoreRegistry
  let options: SessionOptions
  let setCookie: SetCookie

  private var store: any SessionStore { registry.store }
  var mode: ServerInfo.Mode { .store }
  var count: Int {
    get async { (try? await store.count(Query(), at: SystemClock.now) { _ in })?.active ?? 0 }
  }
  var cookie: ServerInfo.Cookie {
    ServerInfo.Cookie(
      name: options.cookieName, maxAge: options.maxAge, path: options.path, flags: setCookie.flags, format: "id")
  }

  private func summary(_ session: Session) -> SessionSummary {
    let entry = registry.entry(session.id)
    return SessionSummary(
      id: registry.ids.hidden(session.id), rev: entry?.rev ?? 1, etag: Self.tag(session.revision),
      created: session.created,
      seen: session.seen, expires: session.expires, hits: entry?.hits ?? 0, size: session.size, keys: session.keyCount,
      user: session.user, client: session.client, last: entry?.last?.causing)
  }

  private static func tag(_ revision: Revision) -> String { "\"\(revision.text)\"" }
  private static func revision(_ tag: String) -> Revision? {
    tag == "*" ? nil : Revision(tag.hasPrefix("\"") && tag.hasSuffix("\"") ? String(tag.dropFirst().dropLast()) : tag)
  }

  func page(_ query: Query, from start: PageStart, limit: Int, masking: Masking?) async throws(Problem) -> SourcePage {
    if query.sort.key == .id || query.filter.map({ $0.needsPublicID || masking != nil && $0.readsData }) == true {
      return try await localPage(query, from: start, limit: limit, masking)
    }
    do throws(StoreError) {
      let now = SystemClock.now
      let page = try await store.page(query, from: start, limit: limit, at: now) { _, _ in }
      let count = try await store.count(query, at: now) { _ in }
      return SourcePage(
        items: page.rows.map { summary($0.session) }, total: count.matched,
        next: page.hasMoreAfter ? page.rows.last?.cursor : nil)
    } catch { throw Problem(error) }
  }

  /// Reads the sessions and filters them here: by what the store does not know, on what a reader may see.
  private func localPage(
    _ query: Query, from start: PageStart, limit: Int, _ masking: Masking?
  ) async throws(Problem) -> SourcePage {
    var all = query
    all.filter = nil
    all.sort = .newest
    all.includesExpired = !query.activeOnly
    let filter = query.filter.map(CompiledFilter.init)
    var summaries: [SessionID: SessionSummary] = [:]
    var rows: [(session: Session, number: Int)] = []
    do throws(StoreError) {
      let now = SystemClock.now
      var place = PageStart.first
      // A reader of secrets filters in the store; this bound is for everyone else.
      while rows.count < CookieRegistry.capacity {
        let page = try await store.page(all, from: place, limit: 200, at: now) { _, _ in }
        for row in page.rows {
          let summary = summary(row.session)
          if let filter {
            let content = try await store.content(of: row.session.id)
            let data = masking.map { $0.masked(content.data) } ?? content.data
            let changed = registry.entry(row.session.id)?.changed
            guard filter.matches(summary.session, data, at: now, changed: changed) else { continue }
          }
          summaries[summary.id] = summary
          rows.append((summary.session, rows.count))
        }
        guard page.hasMoreAfter, let last = page.rows.last else { break }
        place = .after(last.cursor)
      }
    } catch { throw Problem(error) }
    let page = SessionOrder(sort: query.sort).page(rows, from: start, limit: limit)
    return SourcePage(
      items: page.rows.compactMap { summaries[$0.session.id] }, total: rows.count,
      next: page.hasMoreAfter ? page.rows.last?.cursor : nil)
  }

  /// The session's own ID.
  private func own(_ id: SessionID) throws(Problem) -> SessionID {
    guard let id = registry.ids.opened(id) else { throw Problem(.noSuchSession, "no session has this id") }
    return id
  }

  func session(_ id: SessionID) async throws(Problem) -> SourceSession {
    let content = try await content(own(id))
    return SourceSession(summary: summary(content.session), data: content.data)
  }

  private func content(_ id: SessionID) async throws(Problem) -> SessionContent {
    do throws(StoreError) { return try await store.content(of: id) } catch { throw Problem(error) }
  }

  func edit(
    _ id: SessionID, tag: String, wanted: @escaping @Sendable (Value) throws(Problem) -> Value
  ) async throws(Problem) -> SourceEdit {
    let id = try own(id)
    let content = try await content(id)
    let current = Self.tag(content.session.revision)
    guard tag == "*" || tag == current else {
      throw Problem(.stale, "the session changed since it was read", etag: current)
    }
    let data = try wanted(content.data)
    let changes = Diff.changes(from: content.data, to: data)
    guard !changes.isEmpty else { return SourceEdit(tag: current, isPending: false) }
    let receipt = try await write(.edit(changes), WritePlan.Target(id, content.session.revision))
    registry.edited(.updated, id, from: content.data, to: data, source: .edit)
    let hasOtherUser = try await noteUser(of: id, from: content.data, to: data)
    let revision = hasOtherUser ? try await self.content(id).session.revision : receipt.revision
    return SourceEdit(tag: revision.map(Self.tag) ?? current, isPending: false)
  }

  /// The store's edit changes the data alone; whose session it is goes with it. True where that is somebody else now.
  private func noteUser(of id: SessionID, from before: Value, to after: Value) async throws(Problem) -> Bool {
    let user = SessionUser.find(in: after, options.userPath)
    guard user != SessionUser.find(in: before, options.userPath) else { return false }
    return try await asked {
      guard var session = try await storage.load(id, at: SystemClock.now), session.data == after else { return false }
      session.user = user
      return try await storage.save(session, replacing: after)
    }
  }

  /// What the app's storage answers; what it throws, as the endpoint says it.
  private func asked(_ body: () async throws -> Bool) async throws(Problem) -> Bool {
    do { return try await body() } catch let error as StoreError { throw Problem(error) } catch {
      throw Problem(.failed, "\(error)")
    }
  }

  func delete(_ id: SessionID, tag: String?) async throws(Problem) -> Bool {
    let id = try own(id)
    let content = try await content(id)
    _ = try await write(.delete, WritePlan.Target(id, tag.flatMap(Self.revision) ?? content.session.revision))
    registry.edited(.deleted, id, from: content.data, to: .object([]), source: .user)
    return false
  }

  private func write(_ action: WritePlan.Action, _ target: WritePlan.Target) async throws(Problem) -> Receipt {
    do throws(StoreError) {
      return try await store.write(
        WritePlan(action, on: .sessions([target])), at: SystemClock.now, journal: NoJournal()
      ) { _ in }
    } catch { throw Problem(error) }
  }

  func deleteAll(_ ids: [SessionID]?) async throws(Problem) -> Int {
    do throws(StoreError) {
      let selection: WritePlan.Selection =
        if let ids { .sessions(ids.compactMap(registry.ids.opened).map { WritePlan.Target($0) }) } else {
          .matching(Query(includesExpired: true))
        }
      let receipt = try await store.write(
        WritePlan(.delete, on: selection), at: SystemClock.now, journal: NoJournal()
      ) { _ in }
      for id in receipt.done { registry.edited(.deleted, id, from: .object([]), to: .object([]), source: .bulk) }
      return receipt.count
    } catch { throw Problem(error) }
  }

  func withdraw(_ id: SessionID) async throws(Problem) {
    throw Problem(.notFound, "no edit is waiting: sessions on the server are edited at once")
  }

  func restore(_ id: SessionID, _ past: SourcePast) async throws(Problem) -> SourceRestoration {
    // An id that is not of this app becomes the session's own.
    let id = registry.ids.opened(id) ?? id
    let created = past.created ?? SystemClock.now
    guard
      try await isMade(
        StoredSession(
          id: id, data: past.data, created: created, seen: past.seen ?? created, expires: past.expires,
          client: past.client), source: .user)
    else { throw Problem(.stale, "the session is there", etag: Self.tag(try await content(id).session.revision)) }
    return SourceRestoration(tag: Self.tag(try await content(id).session.revision), isCreated: true)
  }

  func forge(_ data: Value) async throws(Problem) -> (id: SessionID, setCookie: String) {
    let (id, now) = (ServerSessions.newID(), SystemClock.now)
    let expires = options.maxAge.map { now + .seconds($0) }
    guard
      try await isMade(StoredSession(id: id, data: data, created: now, seen: now, expires: expires), source: .forge)
    else { throw Problem(.stale, "the session is there") }
    return (registry.ids.hidden(id), setCookie.setting(id.text))
  }

  /// Saves a new session as the middleware would; false where the ID is taken.
  private func isMade(_ session: StoredSession, source: SessionEvent.Source) async throws(Problem) -> Bool {
    var session = session
    session.user = SessionUser.find(in: session.data, options.userPath)
    guard try await asked({ [session] in try await storage.save(session, replacing: nil) }) else { return false }
    registry.edited(.created, session.id, from: .object([]), to: session.data, source: source)
    return true
  }
}

/// The client keeps what a change overwrites; the server does not do so again.
private struct NoJournal: WriteJournal {
  func record(_ restorations: [Restoration]) {}
}

extension Filter {
  /// Whether it asks for what only the endpoint knows: the public id, and when a session changed.
  var needsPublicID: Bool {
    terms.contains { term in
      switch term.test {
      case .word, .idPrefix, .changed: true
      default: false
      }
    }
  }

  /// Whether it asks for what is in a session, not only about it.
  var readsData: Bool {
    terms.contains { term in
      switch term.test {
      case .word, .path, .has: true
      default: false
      }
    }
  }
}

extension Problem {
  /// What the store said, as the endpoint says it.
  init(_ error: StoreError) {
    switch error {
    case .noSuchSession: self.init(.noSuchSession, "no session has this id")
    case .conflict(let conflict):
      self =
        conflict.current.map {
          Problem(.stale, "the session changed since it was read", etag: "\"\($0.text)\"")
        } ?? Problem(.noSuchSession, "the session is gone")
    case .readOnly: self.init(.readOnly, "the store cannot be written")
    case .editRefused(_, let obstacle): self.init(.patchConflict, "it cannot be edited: \(obstacle)")
    case .changeRefused(_, let failure):
      self.init(.patchConflict, "the change does not fit", pointer: failure.path.pointer)
    default: self.init(.failed, "\(error)")
    }
  }
}
