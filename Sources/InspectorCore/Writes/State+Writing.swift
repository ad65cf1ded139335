import SessionModel
import TerminalUI

extension State {
  /// Sends a confirmed plan: the only place that makes a change.
  mutating func write(
    _ plan: WritePlan, _ subject: WriteSubject, retained: EditPrompt? = nil, base: Value? = nil
  ) -> [Effect] {
    guard writing == nil else {
      say(.waitsForWrite)
      return []
    }
    guard connection == .live else {
      say(.notConnected(connection))
      return []
    }
    guard !plan.holdsMask else {
      say(.holdsMask)
      return []
    }
    writing = Writing(job: .plan(plan, subject, retained: retained, base: base), began: now)
    return [.write(plan, summary: subject.summary)]
  }

  mutating func writeFinished(_ result: Result<Receipt, StoreError>) -> [Effect] {
    guard case .plan(let plan, let subject, let retained, let base)? = writing?.job else { return [] }
    writing = nil
    list.isDirty = true
    counting.isDirty = true
    open?.isDirty = true
    switch result {
    case .success(let receipt):
      activity.add(.init(time: now, kind: .wrote(subject), id: subject.session?.id, user: subject.session?.user))
      if case .delete = plan.action { buryDeleted(receipt.done) }
      if case .clear = plan.action { for id in receipt.done { list.marks.remove(id) } }
      // What was written from the editor needs no second chance any more.
      editor = nil
      say(receipt.waits(plan) ? .waits(subject) : .wrote(subject, receipt))
      // One's own change is shown even on a screen that stands still.
      return list.isFrozen && open?.loading == nil ? loadOpen() : []
    case .failure(.conflict(let conflict)):
      return meet(conflict, plan, subject, retained: retained, base: base)
    case .failure(.noSuchSession(let id)):
      resume(retained, with: .gone(id), orSay: .alreadyGone(id))
      return []
    case .failure(.cancelled):
      resume(retained, with: nil, orSay: .cancelled)
      return []
    case .failure(let error):
      resume(retained, with: .store(error), orSay: .writeFailed(subject, error))
      return []
    }
  }

  /// Someone else changed the session first. An edit opens the three-way view; anything else has to be asked again.
  private mutating func meet(
    _ conflict: Conflict, _ plan: WritePlan, _ subject: WriteSubject, retained: EditPrompt?, base: Value?
  ) -> [Effect] {
    guard conflict.current != nil else {
      resume(retained, with: .gone(conflict.id), orSay: .alreadyGone(conflict.id))
      return []
    }
    guard case .edit(let changes) = plan.action, let base, let session = subject.session else {
      say(.writeFailed(subject, .conflict(conflict)))
      return []
    }
    let number = nextRequest()
    overlay = .conflict(
      ConflictState(
        session: session, base: base, theirs: nil, mine: changes, subject: subject, retained: retained,
        request: number))
    return [.loadContent(request: number, session.id, revealing: false)]
  }

  /// Brings back what was typed, with what went wrong.
  private mutating func resume(_ retained: EditPrompt?, with problem: EditProblem?, orSay notice: Notice) {
    guard var retained, prompt == nil else {
      say(notice)
      return
    }
    retained.problem = problem
    prompt = .edit(retained)
    if problem == nil { say(notice) }
  }

  mutating func undoFinished(_ direction: UndoDirection, _ result: Result<UndoReport, StoreError>) {
    switch writing?.job {
    case .undo, .redo: writing = nil
    default: break
    }
    list.isDirty = true
    counting.isDirty = true
    open?.isDirty = true
    switch result {
    case .success(let report):
      // What came back is not gone any more, even before the list says so.
      let back = Set(report.receipt.done)
      list.tombstones.removeAll { back.contains($0.session.id) && $0.session.id != list.cursor }
      list.rebuildItems()
      list.keepCursor()
      let isWithdrawn = report.receipt.done.contains {
        !log.edits[$0].isEmpty || log.edits.wasCancelled($0, since: now + .seconds(-5))
      }
      say(
        isWithdrawn && direction == .undo && report.receipt.conflicts.isEmpty
          ? .withdrawn(report) : .undone(direction, report))
    case .failure(let error): say(.undoRefused(direction, error))
    }
  }

  /// Starts an undo or redo.
  mutating func takeBack(_ direction: UndoDirection) -> [Effect] {
    writing = Writing(job: direction == .undo ? .undo : .redo, began: now)
    return [direction == .undo ? .undo : .redo]
  }

  // MARK: What happens to sessions while a prompt is about them

  mutating func promptSubjectWent(_ ids: [SessionID]) {
    guard !ids.isEmpty else { return }
    switch prompt {
    case .edit(var edit) where ids.contains(edit.session.id):
      edit.meanwhile = .gone
      prompt = .edit(edit)
    case .confirm(var confirmation):
      let concerned = Set(confirmation.plan.ids).intersection(ids)
      guard !concerned.isEmpty else { return }
      confirmation.gone.formUnion(concerned)
      prompt = .confirm(confirmation)
    default: break
    }
  }

  mutating func promptSubjectsChanged(_ sessions: [Session]) {
    if let open, let row = sessions.first(where: { $0.id == open.id }) {
      if let content = open.content, content.session.revision != row.revision { self.open?.isDirty = true }
      if case .noSuchSession = open.problem { self.open?.isDirty = true }
    }
    for session in sessions where histories.pinned.contains(session.id) {
      guard session.revision != histories[session.id].snapshots.last?.content.session.revision else { continue }
      if !pinsDue.contains(session.id) { pinsDue.append(session.id) }
    }
    switch prompt {
    case .edit(var edit):
      guard let session = sessions.first(where: { $0.id == edit.session.id }) else { return }
      edit.meanwhile = session.revision == edit.revision ? nil : .changed
      prompt = .edit(edit)
    case .confirm(var confirmation):
      guard case .sessions(let targets) = confirmation.plan.selection else { return }
      let revisions = Dictionary(sessions.map { ($0.id, $0.revision) }, uniquingKeysWith: { first, _ in first })
      for target in targets {
        guard let seen = target.revision, let current = revisions[target.id] else { continue }
        confirmation.gone.remove(target.id)
        if seen != current { confirmation.follow(target.id, to: current) }
      }
      prompt = .confirm(confirmation)
    default: break
    }
  }
}

extension WritePlan {
  /// It would write the stand-in of a secret, which nobody wants in a session.
  var holdsMask: Bool {
    guard case .edit(let changes) = action else { return false }
    return changes.contains { change in
      switch change.operation {
      case .add(let value, _), .replace(_, let value): Masking.holdsPlaceholder(value)
      case .remove, .rename: false
      }
    }
  }

  /// The sessions it names; none where it selects by a query.
  var ids: [SessionID] {
    if case .sessions(let targets) = selection { targets.map(\.id) } else { [] }
  }
}

extension WriteSubject {
  /// The one session it is about.
  public var session: Session? {
    switch self {
    case .deleteSession(let session), .clearSession(let session), .setValue(let session, _, _, _),
      .addKey(let session, _, _), .renameKey(let session, _, _), .deleteKey(let session, _, _),
      .editDocument(let session, _), .restoreValue(let session, _, _, _):
      session
    case .deleteSessions, .clearSessions, .deleteExpired, .deleteMatching: nil
    }
  }
}

extension Receipt {
  /// The change is made once the browser comes back. A deleted session ends at once, whatever the browser still holds.
  fileprivate func waits(_ plan: WritePlan) -> Bool {
    if case .delete = plan.action { return false }
    return pending > 0 && conflicts.isEmpty
  }
}
