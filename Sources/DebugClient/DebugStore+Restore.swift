import DebugProtocol
import SessionModel
import SessionStores

extension DebugStore {
  /// Puts sessions back as their images say, each only if nobody changed it since.
  func restore(
    _ restorations: [Restoration], journal: any WriteJournal, report: @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    var receipt = Receipt()
    for (index, restoration) in restorations.enumerated() {
      if Task.isCancelled { throw .cancelled }
      do throws(StoreError) {
        try await restore(restoration, journal: journal, into: &receipt)
      } catch {
        guard case .conflict(let conflict) = error else { throw error }
        receipt.conflicts.append(conflict)
      }
      report(Progress(done: index + 1, total: restorations.count, hits: receipt.conflicts.count))
    }
    if receipt.count != 1 { receipt.revision = nil }
    return receipt
  }

  private func restore(
    _ restoration: Restoration, journal: any WriteJournal, into receipt: inout Receipt
  ) async throws(StoreError) {
    let id = restoration.id
    let current = try await current(id)
    let before = try Self.image(restoration.before, of: id)
    let after = try Self.image(restoration.after, of: id)
    func isNow(_ image: RemoteImage?) -> Bool {
      guard let image, let current else { return image == nil && current == nil }
      return image.data.isSame(asShown: current.settled)
    }
    if isNow(before) {
      receipt.count += 1
      receipt.done.append(id)
      receipt.revision = current.map { Revision($0.summary.etag) }
      return
    }
    let revision = current.map { Revision($0.summary.etag) }
    guard isNow(after) else { throw .conflict(Conflict(id: id, expected: nil, current: revision)) }
    let present = current.map { RemoteImage($0, data: after?.data ?? $0.data) }
    let record = Restoration(id: id, before: present?.image, after: restoration.before)
    switch (current, before) {
    case (let current?, nil):
      try journal.record([record])
      receipt.add(
        id,
        try await answer(
          to: HTTPCall(.delete, HTTPCall.path(of: id)).header("If-Match", current.summary.etag), about: id,
          at: revision))
    case (nil, let before?):
      guard !before.isMasked else { throw .masked(id) }
      try journal.record([record])
      do throws(StoreError) {
        receipt.add(id, try await answer(to: Self.putBack(before), about: id))
      } catch {
        // It came back meanwhile, or the server forgot it.
        if case .noSuchSession = error { throw .conflict(Conflict(id: id, expected: nil, current: nil)) }
        throw error
      }
    case (let current?, let before?): try await takeBack(current, to: before, record, journal, into: &receipt)
    case (nil, nil): return
    }
  }

  /// Takes an edit back: one that still waits for its browser is withdrawn, what was there before is set again.
  private func takeBack(
    _ session: RemoteSession, to before: RemoteImage, _ record: Restoration, _ journal: any WriteJournal,
    into receipt: inout Receipt
  ) async throws(StoreError) {
    let id = before.id
    var session = session
    func changes(_ session: RemoteSession) throws(StoreError) -> [Change] {
      let changes = Diff.changes(from: session.data, to: before.data.unmasked(by: session.data))
      guard !changes.contains(where: \.writesPlaceholder) else { throw .masked(id) }
      return changes
    }
    _ = try changes(session)
    try journal.record([record])
    var last = HTTPReply(status: 200, etag: session.summary.etag)
    if !session.waiting.isEmpty {
      do throws(StoreError) {
        last = try await answer(to: HTTPCall(.delete, HTTPCall.path(of: id) + "/pending"), about: id)
      } catch {
        // The browser came in between and has the edit: then it is changed back like any other.
        guard case .refused(_, code: Problem.Code.notFound.rawValue, _) = error else { throw error }
      }
      guard let now = try await current(id) else {
        throw .conflict(Conflict(id: id, expected: nil, current: nil))
      }
      session = now
    }
    let rest = try changes(session)
    if !rest.isEmpty {
      last = try await answer(
        to: HTTPCall(.patch, HTTPCall.path(of: id)).header("If-Match", session.summary.etag)
          .body(JSONPatch(rest, of: session.data).json, type: JSONPatch.mediaType),
        about: id, at: Revision(session.summary.etag))
    }
    receipt.add(id, last)
  }

  private static func image(_ image: SessionImage?, of id: SessionID) throws(StoreError) -> RemoteImage? {
    guard let image else { return nil }
    guard let remote = RemoteImage(image) else {
      throw .editRefused(id, .undecodable("it was recorded from another kind of target"))
    }
    return remote
  }
}
