import InspectorCore
import SessionModel
import SessionStores

/// The journal as the inspector sees it: the operations on the target it is attached to.
struct UndoHistory: Sendable {
  let store: any SessionStore
  let info: StoreInfo
  let journal: UndoJournal
  /// The target as the journal names it.
  let target: String
  let now: @Sendable () -> Timestamp

  /// A new operation; it has a file only once something is recorded.
  func begin(_ plan: WritePlan, summary: String) -> UndoJournal.Operation {
    journal.begin(
      UndoJournal.Header(
        at: now(), target: target, dialect: info.dialect, location: info.location, verb: plan.action.verb,
        summary: summary))
  }

  /// Closes an operation; one that changed nothing leaves no trace.
  func end(_ operation: UndoJournal.Operation, _ outcome: Result<Receipt, StoreError>) {
    if case .failure = outcome, operation.count <= 1 { operation.discard() } else { try? operation.finish() }
  }

  func summary() -> UndoSummary {
    let entries = (try? journal.list(target: target)) ?? []
    let own = entries.filter { $0.header.undoes == nil && $0.header.redoes == nil }
    return UndoSummary(
      undoable: own.count { $0.state != .undone }, redoable: own.count { $0.state == .undone })
  }

  func steps() -> [UndoStep] {
    ((try? journal.list(target: target)) ?? [])
      .filter { $0.header.undoes == nil && $0.header.redoes == nil }
      .map {
        UndoStep(
          time: $0.header.at, summary: $0.header.summary, sessions: $0.count ?? 0, isUndone: $0.state == .undone)
      }
  }

  /// Takes the newest change back, or makes the last one taken back again.
  func take(
    _ direction: UndoDirection, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> UndoReport {
    let undo = Undo(journal: journal, store: store)
    switch direction {
    case .undo:
      guard let entry = try journal.nextUndo(target: target) else { return UndoReport(summary: "", receipt: Receipt()) }
      let outcome = try await undo.undo(entry, at: now(), report: report)
      return UndoReport(summary: entry.header.summary, receipt: outcome.receipt)
    case .redo:
      guard let entry = try journal.nextRedo(target: target) else { return UndoReport(summary: "", receipt: Receipt()) }
      let outcome = try await undo.redo(entry, at: now(), report: report)
      return UndoReport(summary: entry.header.summary, receipt: outcome.receipt)
    }
  }
}

extension WritePlan.Action {
  /// The verb of the command that does the same.
  var verb: String {
    switch self {
    case .edit: "set"
    case .delete: "delete"
    case .clear: "clear"
    case .create: "import"
    case .restore: "undo"
    }
  }
}
