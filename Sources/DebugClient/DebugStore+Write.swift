import DebugProtocol
public import SessionModel
public import SessionStores

extension DebugStore {
  public func write(
    _ plan: WritePlan, at now: Timestamp, journal: any WriteJournal, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    if options.isReadOnly { throw .readOnly(.asked) }
    if server.isReadOnly { throw .readOnly(.target) }
    defer { listings = [:] }
    if case .restore(let restorations) = plan.action {
      return try await restore(restorations, journal: journal, report: report)
    }
    switch (plan.selection, plan.action) {
    case (.sessions(let targets), .delete):
      return try await delete(targets, journal: journal, report: report)
    case (.sessions(let targets), _):
      return try await change(targets, plan.action, journal: journal, report: report)
    case (.matching(let query), .delete):
      let journal = RecordedOnce(in: journal)
      if let receipt = try await deleteAtOnce(query, at: now, journal: journal) { return receipt }
      return try await delete(targets(query, at: now), journal: journal, isMass: true, report: report)
    case (.matching(let query), .clear):
      return try await change(targets(query, at: now), .clear, journal: journal, isMass: true, report: report)
    case (.matching, _): throw .unsupported(plan.action.operation)
    }
  }

  private func targets(_ query: Query, at now: Timestamp) async throws(StoreError) -> [WritePlan.Target] {
    try await sessions(query, at: now).map { WritePlan.Target($0.id, $0.revision) }
  }

  /// The session as it is, secrets included where the server gives them: what an undo has to put back. They are asked
  /// for only where there are some, for the server tells everyone who watches that they were.
  func current(_ id: SessionID) async throws(StoreError) -> RemoteSession? {
    do throws(StoreError) {
      let session = try await session(id, revealing: false)
      return Masking.holdsPlaceholder(session.data) ? try await self.session(id, revealing: true) : session
    } catch {
      if case .noSuchSession = error { return nil }
      throw error
    }
  }

  // MARK: Edit, clear, create

  private func change(
    _ targets: [WritePlan.Target], _ action: WritePlan.Action, journal: any WriteJournal, isMass: Bool = false,
    report: @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    var receipt = Receipt()
    for (index, target) in targets.enumerated() {
      if Task.isCancelled { throw .cancelled }
      do throws(StoreError) {
        if case .create(let data, let expires) = action {
          try await create(target.id, data, expires: expires, journal: journal, into: &receipt)
        } else {
          try await change(target, action, journal: journal, into: &receipt)
        }
      } catch {
        guard targets.count > 1 || isMass, case .conflict(let conflict) = error else { throw error }
        receipt.conflicts.append(conflict)
      }
      report(Progress(done: index + 1, total: targets.count, hits: receipt.conflicts.count))
    }
    if receipt.count != 1 { receipt.revision = nil }
    return receipt
  }

  /// The session at the revision that is meant. Throws `.conflict`, `.noSuchSession`.
  private func found(_ target: WritePlan.Target) async throws(StoreError) -> RemoteSession {
    guard let session = try await current(target.id) else {
      guard let expected = target.revision else { throw .noSuchSession(target.id) }
      throw .conflict(Conflict(id: target.id, expected: expected, current: nil))
    }
    let revision = Revision(session.summary.etag)
    if let expected = target.revision, expected != revision {
      throw .conflict(Conflict(id: target.id, expected: expected, current: revision))
    }
    return session
  }

  private func change(
    _ target: WritePlan.Target, _ action: WritePlan.Action, journal: any WriteJournal, into receipt: inout Receipt
  ) async throws(StoreError) {
    let session = try await found(target)
    if session.data.hasDuplicateKeys { throw .editRefused(target.id, .duplicateKeys) }
    let before = RemoteImage(session, data: session.settled)
    let call = HTTPCall(.patch, HTTPCall.path(of: target.id)).header("If-Match", session.summary.etag)
    let reply: HTTPReply
    if case .edit(let changes) = action {
      let changes = try Self.writable(changes, of: session.data, target.id)
      try journal.record([
        Restoration(
          id: before.id, before: before.image, after: before.with(data: session.settled(adding: changes)).image)
      ])
      reply = try await answer(
        to: call.body(JSONPatch(changes, of: session.data).json, type: JSONPatch.mediaType), about: target.id,
        at: Revision(session.summary.etag))
    } else {
      try journal.record([
        Restoration(id: before.id, before: before.image, after: before.with(data: .object([])).image)
      ])
      var put = call
      put.method = .put
      reply = try await answer(to: put.body(.object([])), about: target.id, at: Revision(session.summary.etag))
    }
    receipt.add(target.id, reply)
  }

  /// The changes as they can be sent: the operator saw masks, which are never written. Throws `.changeRefused`.
  static func writable(
    _ changes: [Change], of data: Value, _ id: SessionID
  ) throws(StoreError) -> [Change] {
    var current = data
    var result: [Change] = []
    for change in changes {
      let change = change.unmasked(by: current)
      let next: Value
      do throws(ChangeFailure) { next = try current.applying(change) } catch { throw .changeRefused(id, error) }
      result.append(change)
      current = next
    }
    guard current.members != nil else { throw .editRefused(id, .undecodable("top level is not an object")) }
    // Where something whole was replaced around a secret that the server does not give, only what is new is sent.
    if result.contains(where: \.writesPlaceholder) { result = Diff.changes(from: data, to: current) }
    guard !result.contains(where: \.writesPlaceholder) else { throw .masked(id) }
    return result
  }

  private func create(
    _ id: SessionID, _ data: Value, expires: Timestamp?, journal: any WriteJournal, into receipt: inout Receipt
  ) async throws(StoreError) {
    guard server.mode == .store else {
      // Its id is the server's to choose, so it can be recorded only after it was made.
      let reply = try await answer(to: HTTPCall(.post, "/v1/sessions").body(["data": data]), about: id)
      guard let made = reply.json?.text("id").map({ SessionID($0) }) else {
        throw .unreachable(options.target, detail: HTTPFailure.notHTTP.detail)
      }
      try journal.record([Restoration(id: made, before: nil, after: RemoteImage(id: made, data: data).image)])
      return receipt.add(made, reply)
    }
    let image = RemoteImage(id: id, data: data, expires: expires)
    try journal.record([Restoration(id: id, before: nil, after: image.image)])
    do throws(StoreError) {
      receipt.add(id, try await answer(to: Self.putBack(image), about: id))
    } catch {
      if case .conflict = error { throw .exists(id) }
      throw error
    }
  }

  /// Makes a session with exactly this id, or brings a deleted one back.
  static func putBack(_ image: RemoteImage) -> HTTPCall {
    HTTPCall(
      .put, HTTPCall.path(of: image.id),
      query: [
        ("expires", image.expires?.rfc3339), ("created", image.created?.rfc3339), ("seen", image.seen?.rfc3339),
        ("client", image.client),
      ]
    ).header("If-None-Match", "*").body(image.data)
  }
}

extension Receipt {
  /// Notes a session that was changed, or waits for its browser.
  mutating func add(_ id: SessionID, _ reply: HTTPReply) {
    count += 1
    if done.count < 1000 { done.append(id) }
    revision = reply.etag.map { Revision($0) }
    if reply.status == 202 { pending += 1 }
  }
}
