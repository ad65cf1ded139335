import DebugProtocol
import SessionModel
import SessionStores

extension EndpointService {
  // MARK: Looking

  private func query(_ request: EndpointRequest) throws(Problem) -> Query {
    var query = Query(includesExpired: request.parameter("all") == "1")
    query.filter = try filter(request.parameter("q"))
    if let text = request.parameter("sort"), !text.isEmpty {
      guard let sort = Sort(parsing: text) else {
        throw Problem(.badRequest, "cannot sort by '\(text)'; seen, created, expires, size, keys, user or id")
      }
      query.sort = sort
    }
    return query
  }

  private func filter(_ text: String?) throws(Problem) -> Filter? {
    guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
    do throws(FilterFailure) { return try Filter(parsing: text) } catch {
      throw Problem(.badFilter, "\(error.reason)", column: error.column)
    }
  }

  func list(_ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    let query = try query(request)
    var limit = 50
    if let text = request.parameter("limit") {
      guard let number = Int(text), number > 0 else { throw Problem(.badRequest, "'limit' is a number from 1 to 200") }
      limit = min(number, Self.pageLimit)
    }
    let cursor = try cursor(request, query.sort)
    let asOf = events.last
    let page = try await source.page(
      query, from: cursor.map(PageStart.after) ?? .first, limit: limit, masking: caller.isTrusted ? nil : masking)
    return .json(
      status: 200,
      .fields([
        "items": page.items.map { Value.object($0.members) }, "total": page.total,
        "next_cursor": page.next.map { sealed($0, query.sort) } ?? Value.null,
        "as_of": asOf,
      ]))
  }

  /// A cursor of one sort makes no sense in another.
  private func sealed(_ cursor: Cursor, _ sort: Sort) -> Value {
    Base64.encode(Array("\(sort)\n\(cursor.text)".utf8), urlSafe: true, padded: false).json
  }

  private func cursor(_ request: EndpointRequest, _ sort: Sort) throws(Problem) -> Cursor? {
    guard let text = request.parameter("cursor"), !text.isEmpty else { return nil }
    let parts = Base64.decode(text).map { String(decoding: $0, as: UTF8.self).split(separator: "\n", maxSplits: 1) }
    guard let parts, parts.count == 2, parts[0] == sort.description else {
      throw Problem(.badRequest, "'cursor' is the 'next_cursor' of a list with the same sort")
    }
    return Cursor(String(parts[1]))
  }

  func show(_ id: SessionID, _ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    let reveals = request.parameter("reveal") == "1"
    if reveals {
      guard caller.isTrusted else { throw Problem(.readOnly, "this token may not see secrets") }
      guard allowsReveal else { throw Problem(.readOnly, "this endpoint shows no secrets") }
    }
    let session = try await source.session(id)
    if request.header("if-none-match") == session.summary.etag {
      return .empty(status: 304, etag: session.summary.etag)
    }
    if reveals { audit("reveal", id) }
    var members = session.summary.members
    members.append(Value.Member("data", reveals ? session.data : cutEntries(masking.masked(session.data))))
    if let edit = session.edit {
      let shown = SessionEvent(
        number: 0, at: edit.since, kind: .editPending, changes: edit.changes.map { $0.masked(by: masking) })
      members.append(
        Value.Member(
          "edit",
          .fields([
            "state": edit.state.rawValue, "since": edit.since, "until": edit.until, "diff": shown.json.field("diff"),
          ])))
    }
    return .json(status: 200, .object(members), etag: session.summary.etag)
  }

  // MARK: Changing

  private func ifMatch(_ request: EndpointRequest) throws(Problem) -> String {
    guard let tag = request.header("if-match"), !tag.isEmpty else {
      throw Problem(.ifMatchRequired, "say which state of the session is meant: If-Match with its ETag, or *")
    }
    return tag
  }

  private func mediaType(_ request: EndpointRequest) -> String {
    let type = request.header("content-type") ?? ""
    return type.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
  }

  private func refusePlaceholders(_ value: Value) throws(Problem) {
    if Masking.holdsPlaceholder(value) {
      throw Problem(.maskedPlaceholder, "a placeholder would overwrite the secret it stands for")
    }
  }

  func patch(_ id: SessionID, _ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    try requireWriting(caller)
    let type = mediaType(request)
    guard type == JSONPatch.mediaType || type == MergePatch.mediaType else {
      throw Problem(.unsupportedMediaType, "\(JSONPatch.mediaType) or \(MergePatch.mediaType)")
    }
    let tag = try ifMatch(request)
    let body = try request.json()
    try refusePlaceholders(body)
    let patch = type == JSONPatch.mediaType ? try JSONPatch(json: body) : nil
    if patch == nil, body.members == nil { throw Problem(.notAnObject, "a session is an object") }
    let edit = try await source.edit(id, tag: tag) { data throws(Problem) in
      try patch.map { patch throws(Problem) in try patch.applied(to: data) } ?? MergePatch.applied(body, to: data)
    }
    audit("edit", id)
    return reply(edit)
  }

  private func reply(_ edit: SourceEdit) -> EndpointReply {
    .json(
      status: edit.isPending ? 202 : 200, .fields(["etag": edit.tag, "pending": edit.isPending]), etag: edit.tag)
  }

  func put(_ id: SessionID, _ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    try requireWriting(caller)
    let isNew = request.header("if-none-match") == "*"
    let tag = isNew ? "" : try ifMatch(request)
    guard mediaType(request) == "application/json" else {
      throw Problem(.unsupportedMediaType, "application/json")
    }
    let body = try request.json()
    guard body.members != nil else { throw Problem(.notAnObject, "a session is an object") }
    try refusePlaceholders(body)
    guard isNew else {
      let edit = try await source.edit(id, tag: tag) { _ in body }
      audit(body.members?.isEmpty == true ? "clear" : "edit", id)
      return reply(edit)
    }
    func time(_ name: String) throws(Problem) -> Timestamp? {
      guard let text = request.parameter(name) else { return nil }
      guard let time = Timestamp(parsing: text) else { throw Problem(.badRequest, "'\(name)' is an RFC 3339 time") }
      return time
    }
    let past = SourcePast(
      data: body, created: try time("created"), seen: try time("seen"), expires: try time("expires"),
      client: request.parameter("client"))
    let restored = try await source.restore(id, past)
    audit("restore", id)
    return .json(status: restored.isCreated ? 201 : 200, .fields(["etag": restored.tag]), etag: restored.tag)
  }

  func delete(_ id: SessionID, _ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    try requireWriting(caller)
    let isPending = try await source.delete(id, tag: request.header("if-match"))
    audit("delete", id)
    return isPending ? .json(status: 202, .fields(["pending": true])) : .empty(status: 204)
  }

  func forge(_ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    try requireWriting(caller)
    guard let data = try request.json().field("data") else { throw Problem(.badRequest, "{\"data\":{…}} is needed") }
    guard data.members != nil else { throw Problem(.notAnObject, "a session is an object") }
    try refusePlaceholders(data)
    if data.hasDuplicateKeys { throw Problem(.badRequest, "a key is there twice") }
    let (id, header) = try await source.forge(data)
    audit("forge", id)
    return .json(
      status: 201,
      .fields(["id": id.text, "cookie": String(header.prefix { $0 != ";" }), "set_cookie": header]))
  }

  func deleteMany(_ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    try requireWriting(caller)
    let body = try request.json()
    guard body.members?.contains(where: { $0.key == "q" }) == true else {
      throw Problem(.badRequest, "{\"q\":…} is needed")
    }
    let text = body.text("q")
    if body.field("q") != nil, text == nil { throw Problem(.badRequest, "'q' is a filter or null") }
    let filter = try filter(text)
    let isAll = filter == nil
    let ids = try await matching(Query(filter: filter, includesExpired: isAll))
    guard let word = body.text("confirm") else {
      return .json(
        status: 200,
        .fields([
          "matched": ids.count, "sample": ids.prefix(10).map(\.text),
          "confirm": confirmations.offer(ids, isAll: isAll, at: SystemClock.now),
        ]))
    }
    try confirmations.take(word, ids, isAll: isAll, at: SystemClock.now)
    let count = try await source.deleteAll(isAll ? nil : ids)
    if isAll {
      events.add(Note(kind: .sessionsCleared, at: SystemClock.now, source: .bulk))
    }
    audit("delete")
    return .json(status: 200, .fields(["deleted": count]))
  }

  /// The sessions a bulk delete is about; those already deleted are none of them.
  private func matching(_ query: Query) async throws(Problem) -> [SessionID] {
    var ids: [SessionID] = []
    var place = PageStart.first
    while true {
      let page = try await source.page(query, from: place, limit: 1000, masking: nil)
      ids += page.items.filter { !$0.deleted }.map(\.id)
      guard let next = page.next else { return ids }
      place = .after(next)
    }
  }
}
