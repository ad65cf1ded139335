import SessionModel

/// Taking back what an operation did, and making it again; used by the commands and the inspector alike.
///
/// ```swift
/// if let entry = try journal.nextUndo(target: path) {
///   let outcome = try await Undo(journal: journal, store: store).undo(entry, at: now)
/// }
/// ```
public struct Undo: Sendable {
  /// What came of it.
  public struct Outcome: Sendable, Hashable {
    /// Sessions put back, and those left alone because they changed since.
    public var receipt: Receipt
    /// Sessions that were already as they should become.
    public var unchanged: Int
    /// The operation in the journal that did it; nil where nothing had to be changed.
    public var operation: UndoJournal.EntryID?
  }

  private let journal: UndoJournal
  private let store: any SessionStore

  public init(journal: UndoJournal, store: any SessionStore) {
    self.journal = journal
    self.store = store
  }

  /// Puts back what `entry` changed: payload, expiry, every column as it was. Sessions that changed since are left alone
  /// and are in the receipt's conflicts.
  public func undo(
    _ entry: UndoJournal.Entry, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(StoreError) -> Outcome {
    var header = entry.header
    header.at = now
    header.verb = "undo"
    header.summary = "undid: " + entry.header.summary
    header.undoes = entry.id
    return try await reverse(entry.undoing, under: header, expecting: entry.count, at: now, report: report)
  }

  /// Makes again what an undo took back.
  public func redo(
    _ entry: UndoJournal.Entry, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(StoreError) -> Outcome {
    var header = entry.header
    header.at = now
    header.verb = "redo"
    header.summary = "redid: " + entry.header.summary
    header.redoes = entry.id
    return try await reverse(entry.redoing, under: header, expecting: entry.count, at: now, report: report)
  }

  private func reverse(
    _ ids: [UndoJournal.EntryID], under header: UndoJournal.Header, expecting total: Int?, at now: Timestamp,
    report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Outcome {
    let operation = journal.begin(header)
    var outcome = Outcome(receipt: Receipt(), unchanged: 0, operation: nil)
    var seen = 0
    for id in ids {
      try await journal.forEachBatch(of: id) { (batch) async throws(StoreError) in
        if Task.isCancelled { throw StoreError.cancelled }
        let recorded = operation.count
        let receipt = try await write(batch, into: operation, at: now)
        outcome.add(receipt, of: batch, changed: operation.count - recorded)
        seen += batch.count
        report(Progress(done: seen, total: total, hits: outcome.receipt.conflicts.count))
      }
    }
    try operation.finish()
    outcome.operation = operation.id
    return outcome
  }

  private func write(
    _ batch: [Restoration], into operation: UndoJournal.Operation, at now: Timestamp
  ) async throws(StoreError) -> Receipt {
    let plan = WritePlan(.restore(batch), on: .sessions(batch.map { WritePlan.Target($0.id) }))
    do throws(StoreError) {
      return try await store.write(plan, at: now, journal: operation) { _ in }
    } catch {
      // A store throws for a single session what it lists for several.
      if case .conflict(let conflict) = error { return Receipt(conflicts: [conflict]) }
      throw error
    }
  }
}

extension Undo.Outcome {
  /// As many ids and conflicts as a receipt lists.
  private static let listed = 1000

  /// What a store did not record it had no reason to change.
  fileprivate mutating func add(_ other: Receipt, of batch: [Restoration], changed: Int) {
    // Gone, and meant to be gone: nothing to do.
    let absent = Set(batch.lazy.filter { $0.before == nil }.map(\.id))
    let conflicts = other.conflicts.filter { $0.current != nil || !absent.contains($0.id) }
    unchanged += max(0, batch.count - changed - conflicts.count)
    receipt.count += changed
    receipt.pending += other.pending
    receipt.done += other.done.prefix(max(0, Self.listed - receipt.done.count))
    receipt.conflicts += conflicts
    if batch.count == 1 { receipt.revision = other.revision }
  }
}
