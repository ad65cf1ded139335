import DebugProtocol
import SessionCodecs
import SessionModel
import SessionStores

/// Serves the sessions that live in signed cookies.
struct CookieSource: EndpointSource {
  let registry: CookieRegistry
  let signer: StarletteSigner
  let options: SessionOptions
  let setCookie: SetCookie

  var mode: ServerInfo.Mode { .cookie }
  var count: Int { registry.all().count { $0.revoked == nil } }
  var cookie: ServerInfo.Cookie {
    ServerInfo.Cookie(
      name: options.cookieName, maxAge: options.maxAge, path: options.path, flags: setCookie.flags,
      format: "starlette")
  }

  private func summary(_ entry: CookieRegistry.Entry) -> SessionSummary {
    let last = entry.last?.causing
    return SessionSummary(
      id: entry.id, rev: entry.rev, etag: registry.tag(entry), created: entry.created, seen: entry.seen,
      expires: options.maxAge.map { entry.issued + .seconds($0) }, hits: entry.hits, size: entry.size,
      keys: entry.data.members?.count, user: SessionUser.find(in: entry.data, options.userPath), client: last?.client,
      last: last, pending: entry.edits.contains(where: \.isOpen), deleted: entry.revoked != nil)
  }

  func page(_ query: Query, from start: PageStart, limit: Int, masking: Masking?) -> SourcePage {
    let now = SystemClock.now
    registry.expireEdits(at: now)
    let filter = query.filter.map(CompiledFilter.init)
    var summaries: [SessionID: SessionSummary] = [:]
    var rows: [(session: Session, number: Int)] = []
    for entry in registry.all() {
      let summary = summary(entry)
      let session = summary.session
      if query.activeOnly, session.isExpired(at: now) { continue }
      if let filter {
        let data = masking.map { $0.masked(entry.data) } ?? entry.data
        guard filter.matches(session, data, at: now, changed: entry.changedAt) else { continue }
      }
      summaries[entry.id] = summary
      rows.append((session, entry.number))
    }
    let page = SessionOrder(sort: query.sort).page(rows, from: start, limit: limit)
    return SourcePage(
      items: page.rows.compactMap { summaries[$0.session.id] }, total: rows.count,
      next: page.hasMoreAfter ? page.rows.last?.cursor : nil)
  }

  func session(_ id: SessionID) throws(Problem) -> SourceSession {
    registry.expireEdits(at: SystemClock.now)
    guard let entry = registry.entry(id) else { throw Problem(.noSuchSession, "no session has this id") }
    return SourceSession(
      summary: summary(entry), data: entry.data, edit: entry.edits.last { $0.state != .confirmed })
  }

  func edit(
    _ id: SessionID, tag: String, wanted: (Value) throws(Problem) -> Value
  ) throws(Problem) -> SourceEdit {
    let (tag, isPending) = try registry.edit(id, tag: tag, at: SystemClock.now, size: cookieSize, wanted: wanted)
    return SourceEdit(tag: tag, isPending: isPending)
  }

  /// Bytes of the whole `Set-Cookie` header for this data.
  private func cookieSize(_ data: Value) throws(Problem) -> Int {
    do throws(EditObstacle) {
      return setCookie.setting(try signer.sign(data, at: SystemClock.now)).utf8.count
    } catch { throw Problem(.badRequest, "not a session: \(error)") }
  }

  func delete(_ id: SessionID, tag: String?) throws(Problem) -> Bool {
    try registry.delete(id, tag: tag, source: .user, at: SystemClock.now)
    return true
  }

  func deleteAll(_ ids: [SessionID]?) -> Int {
    guard let ids else { return registry.deleteAll(at: SystemClock.now) }
    return ids.count { (try? registry.delete($0, tag: nil, source: .bulk, at: SystemClock.now)) != nil }
  }

  func withdraw(_ id: SessionID) throws(Problem) { try registry.withdraw(id) }

  func restore(_ id: SessionID, _ past: SourcePast) throws(Problem) -> SourceRestoration {
    SourceRestoration(tag: try registry.restore(id), isCreated: false)
  }

  func forge(_ data: Value) throws(Problem) -> (id: SessionID, setCookie: String) {
    let now = SystemClock.now
    let issued: StarletteSigner.Issued
    do throws(EditObstacle) { issued = try signer.issue(data, at: now) } catch {
      throw Problem(.notAnObject, "not a session: \(error)")
    }
    let header = setCookie.setting(issued.cookie)
    guard header.utf8.count <= SetCookie.limit else {
      throw Problem(
        .cookieTooLarge, "the cookie would take \(header.utf8.count) bytes, browsers keep \(SetCookie.limit)")
    }
    return (registry.forge(issued, data, size: issued.cookie.utf8.count, at: now), header)
  }
}
