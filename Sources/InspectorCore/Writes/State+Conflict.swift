import SessionModel
import TerminalUI

extension State {
  mutating func takeForConflict(_ number: Int, _ result: Result<SessionContent, StoreError>) -> Bool {
    guard case .conflict(var conflict) = overlay, conflict.request == number else { return false }
    switch result {
    case .success(let content):
      conflict.theirs = content
      conflict.problem = nil
      record(content)
    case .failure(let error): conflict.problem = error
    }
    overlay = .conflict(conflict)
    return true
  }

  /// Writes what the operator wants onto what is stored now.
  mutating func resolveConflict(preferring preference: Replan.Preference) -> [Effect] {
    guard case .conflict(let conflict) = overlay, let theirs = conflict.theirs else { return [] }
    let changes = Replan.changes(
      conflict.mine, base: conflict.base, theirs: theirs.data, preferring: preference)
    guard !changes.isEmpty else {
      overlay = nil
      say(.nothingChanged)
      return []
    }
    let effects = write(
      WritePlan(.edit(changes), on: .sessions([.init(theirs.session.id, theirs.session.revision)])),
      conflict.subject, retained: conflict.retained, base: theirs.data)
    if !effects.isEmpty { overlay = nil }
    return effects
  }

  /// Leaves the session as the others made it.
  mutating func keepTheirs() {
    guard case .conflict(let conflict) = overlay else { return }
    overlay = nil
    open?.isDirty = true
    say(.keptTheirs(conflict.session.id))
  }

  /// Back to what was typed, to be changed by hand.
  mutating func editAgain() {
    guard case .conflict(let conflict) = overlay else { return }
    overlay = nil
    open?.isDirty = true
    guard let retained = conflict.retained else { return }
    guard let theirs = conflict.theirs else {
      prompt = .edit(retained)
      return
    }
    // The text stays, the base becomes what is stored now.
    var edit = EditPrompt(
      session: theirs.session, path: retained.path, purpose: retained.purpose, field: retained.field,
      base: theirs.data, revision: theirs.session.revision)
    edit.problem = nil
    prompt = .edit(edit)
  }
}
