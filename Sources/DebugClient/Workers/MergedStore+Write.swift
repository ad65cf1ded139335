import DebugProtocol
public import SessionModel
public import SessionStores

extension MergedStore {
  public func preview(_ plan: WritePlan) async -> [String] {
    var lines = await workers.first?.preview(plan) ?? []
    if await isSimple { return lines }
    lines = lines.map { $0 + "  (to \(workers.count) processes)" }
    return lines
  }

  /// There is one worker, or they read and write one store, so that one of them is as good as all.
  private var isSimple: Bool {
    get async {
      let mode = await workers.first?.server.mode
      return only != nil || mode == .store
    }
  }

  public func write(
    _ plan: WritePlan, at now: Timestamp, journal: any WriteJournal, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    if await isSimple, let worker = workers.first {
      return try await worker.write(plan, at: now, journal: journal, report: report)
    }
    if case .create = plan.action, let worker = workers.first {
      return try await worker.write(plan, at: now, journal: journal, report: report)
    }
    if case .restore(let restorations) = plan.action {
      return try await each(restorations, isMass: true, report) { (restoration, receipt) throws(StoreError) in
        receipt.add(try await restore(restoration, at: now, journal: journal))
      }
    }
    let targets: [WritePlan.Target]
    var isMass = false
    switch plan.selection {
    case .sessions(let chosen): targets = chosen
    case .matching(let query):
      guard plan.action == .delete || plan.action == .clear else { throw .unsupported(plan.action.operation) }
      targets = try await selected(query, at: now).map { .init($0.id, $0.session.revision) }
      isMass = true
    }
    return try await each(targets, isMass: isMass, report) { (target, receipt) throws(StoreError) in
      receipt.add(try await change(target, plan.action, at: now, journal: journal))
    }
  }

  /// One after the other; where there are several, a conflict is noted and the rest goes on.
  private func each<Item: Sendable>(
    _ items: [Item], isMass: Bool, _ report: @Sendable (Progress) -> Void,
    _ body: (Item, inout Receipt) async throws(StoreError) -> Void
  ) async throws(StoreError) -> Receipt {
    var receipt = Receipt()
    for (index, item) in items.enumerated() {
      if Task.isCancelled { throw .cancelled }
      do throws(StoreError) { try await body(item, &receipt) } catch {
        guard items.count > 1 || isMass, case .conflict(let conflict) = error else { throw error }
        receipt.conflicts.append(conflict)
      }
      report(Progress(done: index + 1, total: items.count, hits: receipt.conflicts.count))
    }
    if receipt.count != 1 { receipt.revision = nil }
    return receipt
  }

  private func change(
    _ target: WritePlan.Target, _ action: WritePlan.Action, at now: Timestamp, journal: any WriteJournal
  ) async throws(StoreError) -> Receipt {
    let session = try await session(target.id)
    let worker = workers[session.newest.worker]
    let call = HTTPCall(.patch, HTTPCall.path(of: session.hash)).header("If-Match", "*")
    var broadcast: HTTPCall
    switch action {
    case .edit(let changes):
      let data = try await worker.session(session.newest.id, revealing: true).data
      let writable = try DebugStore.writable(changes, of: data, target.id)
      broadcast = call.body(JSONPatch(writable, of: data).json, type: JSONPatch.mediaType)
    case .delete:
      broadcast = HTTPCall(.delete, HTTPCall.path(of: session.hash))
    default:
      broadcast = call.body(.object([]))
      broadcast.method = .put
    }
    var receipt = try await worker.write(
      WritePlan(action, on: .sessions([.init(session.newest.id, target.revision)])), at: now, journal: journal
    ) { _ in }
    receipt.done = [session.id]
    await tellOthers(broadcast, besides: session.newest.worker)
    if case .delete = action {
      // Older cookies of this browser are known to those who saw them by other names.
      for sighting in session.sightings.dropFirst() {
        _ = try? await workers[sighting.worker].answer(
          to: HTTPCall(.delete, HTTPCall.path(of: sighting.id)), about: sighting.id)
      }
    }
    return receipt
  }

  /// Sends a change to the workers that the browser may meet next. Each makes it if what it was made on is still there;
  /// one that does not answer has no memory of it either.
  private func tellOthers(_ call: HTTPCall, besides worker: Int) async {
    for (index, other) in workers.enumerated() where index != worker {
      _ = try? await other.answer(to: call.header("Sesspect-Merged", "1"))
    }
  }

  private func restore(
    _ restoration: Restoration, at now: Timestamp, journal: any WriteJournal
  ) async throws(StoreError) -> Receipt {
    let session: MergedSession
    do throws(StoreError) { session = try await self.session(restoration.id) } catch {
      guard case .noSuchSession = error else { throw error }
      return try await bringBack(restoration, at: now, journal: journal)
    }
    let worker = workers[session.newest.worker]
    let present = try await worker.session(session.newest.id, revealing: true)
    let wanted = restoration.before.flatMap { RemoteImage($0)?.data }
    var receipt = try await worker.write(
      WritePlan(.restore([restoration.renamed(to: session.newest.id)]), on: .sessions([])), at: now, journal: journal
    ) { _ in }
    guard receipt.conflicts.isEmpty else { return receipt }
    receipt.done = [session.id]
    guard let wanted else {
      await tellOthers(HTTPCall(.delete, HTTPCall.path(of: session.hash)), besides: session.newest.worker)
      return receipt
    }
    // What waits elsewhere for this cookie is replaced: by nothing, where the browser has not got the edit yet.
    let changes = present.waiting.isEmpty ? Diff.changes(from: present.data, to: wanted.unmasked(by: present.data)) : []
    await tellOthers(
      HTTPCall(.patch, HTTPCall.path(of: session.hash)).header("If-Match", "*")
        .body(JSONPatch(changes, of: present.data).json, type: JSONPatch.mediaType),
      besides: session.newest.worker)
    return receipt
  }

  /// Brings a deleted session back wherever it was known.
  private func bringBack(
    _ restoration: Restoration, at now: Timestamp, journal: any WriteJournal
  ) async throws(StoreError) -> Receipt {
    var result: Receipt?
    var failure = StoreError.noSuchSession(restoration.id)
    for worker in workers {
      do throws(StoreError) {
        let receipt = try await worker.write(
          WritePlan(.restore([restoration]), on: .sessions([])), at: now,
          journal: result == nil ? journal : Unrecorded()
        ) { _ in }
        if let conflict = receipt.conflicts.first { throw .conflict(conflict) }
        result = result ?? receipt
      } catch { failure = error }
    }
    guard let result else { throw failure }
    return result
  }
}

/// For what is a part of something that is recorded already.
private struct Unrecorded: WriteJournal {
  func record(_ restorations: [Restoration]) throws(StoreError) {}
}

extension Receipt {
  fileprivate mutating func add(_ other: Receipt) {
    count += other.count
    done += other.done.prefix(max(0, 1000 - done.count))
    conflicts += other.conflicts
    revision = other.revision
    pending += other.pending
  }
}

extension Restoration {
  /// The same for a session that has another name now.
  fileprivate func renamed(to id: SessionID) -> Restoration {
    Restoration(
      id: id, before: before.map { SessionImage(id: id, fields: $0.fields) },
      after: after.map { SessionImage(id: id, fields: $0.fields) })
  }
}
