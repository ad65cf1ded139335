import DebugProtocol
import SessionModel
import SessionStores

extension DebugStore {
  /// Sessions recorded in the journal at once, before any of them goes.
  private static let batch = 50

  func delete(
    _ targets: [WritePlan.Target], journal: any WriteJournal, isMass: Bool = false,
    report: @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    var receipt = Receipt()
    let throwsConflicts = targets.count == 1 && !isMass
    for start in stride(from: 0, to: targets.count, by: Self.batch) {
      var sessions: [RemoteSession] = []
      for target in targets[start..<min(targets.count, start + Self.batch)] {
        if Task.isCancelled { throw .cancelled }
        let session = try await current(target.id)
        let revision = session.map { Revision($0.summary.etag) }
        if let session, target.revision == nil || target.revision == revision {
          sessions.append(session)
        } else if target.revision == nil, throwsConflicts {
          throw .noSuchSession(target.id)
        } else {
          let conflict = Conflict(id: target.id, expected: target.revision, current: revision)
          if throwsConflicts { throw .conflict(conflict) }
          receipt.conflicts.append(conflict)
        }
      }
      try journal.record(sessions.map(Self.deletion))
      for session in sessions {
        do throws(StoreError) {
          try await delete(session, into: &receipt)
        } catch {
          switch error {
          case .conflict(let conflict) where !throwsConflicts: receipt.conflicts.append(conflict)
          case .noSuchSession(let id) where !throwsConflicts:
            receipt.conflicts.append(Conflict(id: id, expected: Revision(session.summary.etag), current: nil))
          default: throw error
          }
        }
      }
      report(
        Progress(
          done: min(targets.count, start + Self.batch), total: targets.count, hits: receipt.conflicts.count))
    }
    receipt.revision = nil
    return receipt
  }

  private static func deletion(_ session: RemoteSession) -> Restoration {
    Restoration(
      id: session.summary.id, before: RemoteImage(session, data: session.settled).image, after: nil)
  }

  private func delete(_ session: RemoteSession, into receipt: inout Receipt) async throws(StoreError) {
    let id = session.summary.id
    let etag = session.summary.etag
    receipt.add(
      id,
      try await answer(
        to: HTTPCall(.delete, HTTPCall.path(of: id)).header("If-Match", etag), about: id, at: Revision(etag)))
  }

  /// Deletes what a query selects by one call, which the server refuses where the selection changes under it. Nil where
  /// the protocol has no words for the query, or the selection would not hold still.
  func deleteAtOnce(_ query: Query, at now: Timestamp, journal: any WriteJournal) async throws(StoreError) -> Receipt? {
    let filter: Value
    switch (query.filter, query.activeOnly) {
    case (let text?, true): filter = .string(Text(text.text))
    case (let text?, false) where text.speaksOfExpiry: filter = .string(Text(text.text))
    case (nil, true): filter = "@active"
    case (nil, false): filter = .null
    default: return nil
    }
    func call(confirm: String?) -> HTTPCall {
      var body: [Value.Member] = [.init("q", filter)]
      if let confirm { body.append(.init("confirm", .string(Text(confirm)))) }
      return HTTPCall(.post, "/v1/sessions:delete").body(.object(body))
    }
    for _ in 0..<3 {
      let preview = try await answer(to: call(confirm: nil)).json
      guard let preview, let confirm = preview.text("confirm"), let matched = preview.integer("matched") else {
        return nil
      }
      // What is recorded has to be the server's selection, which is bound to `confirm`: were it another set of the same
      // size, the call below would find it changed.
      var sessions: [RemoteSession] = []
      for session in try await self.sessions(query, at: now) {
        if let current = try await current(session.id) { sessions.append(current) }
      }
      guard sessions.count == matched else { continue }
      if sessions.isEmpty { return Receipt() }
      for start in stride(from: 0, to: sessions.count, by: Self.batch) {
        try journal.record(sessions[start..<min(sessions.count, start + Self.batch)].map(Self.deletion))
      }
      do throws(StoreError) {
        let count = try await answer(to: call(confirm: confirm)).json?.integer("deleted") ?? matched
        return Receipt(
          done: sessions.prefix(1000).map(\.summary.id), count: count,
          pending: server.mode == .cookie ? count : 0)
      } catch {
        guard case .refused(_, Problem.Code.selectionChanged.rawValue, _) = error else { throw error }
      }
    }
    return nil
  }
}
