import InspectorCore
import SessionModel
import TerminalUI

/// The question before a destructive change. `y` does it, everything else keeps things as they are.
struct ConfirmPromptView {
  let state: State
  let confirmation: Confirmation
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    var row = 0
    func line(_ text: SafeText, _ role: Role) {
      guard row < canvas.rows else { return }
      canvas.draw(
        text.truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis), at: Point(column: 0, row: row),
        role: role)
      row += 1
    }
    line(" " + ink.words(Sentences.question(confirmation, state)), .prompt)
    if confirmation.hasList { line(" " + list, .text) }
    if confirmation.showsPreview {
      let preview = confirmation.preview ?? ["…"]
      let room = min(8, max(1, preview.count))
      for statement in preview.prefix(room) { line("   " + ink.data(statement, limit: canvas.columns), .textMuted) }
    }
    if let typed = confirmation.typed, row < canvas.rows {
      let count = confirmation.count.map { String($0) } ?? "…"
      let label = ink.words(" Type \(count) to unlock y: ")
      let used = canvas.draw(label, at: Point(column: 0, row: row), role: .prompt)
      typed.draw(in: &canvas, at: Point(column: used, row: row), columns: 10, glyphs: ink.glyphs)
      row += 1
    }
    line(" " + answers, warning == nil ? .text : .statusWarn)
  }

  private var answers: SafeText {
    if let warning { return ink.words(warning) }
    let verb = Sentences.verb(confirmation.subject)
    return ink.words("y \(verb)   n keep (default)   p preview     undo with u afterwards")
  }

  private var warning: String? {
    if confirmation.waitsForTarget { return Sentences.text(state.connection) + "  n leaves" }
    if confirmation.wasEntered {
      return confirmation.isReady
        ? "Other keys do nothing here: y does it, n or Enter keeps it." : "First type the number; n keeps everything."
    }
    if !confirmation.gone.isEmpty, case .sessions(let targets) = confirmation.plan.selection {
      if confirmation.gone.count == targets.count { return "Already gone meanwhile.  n leaves" }
      return "\(confirmation.gone.count) of them gone meanwhile.  y does the rest   n keep (default)"
    }
    if !confirmation.changed.isEmpty {
      return "Changed meanwhile, so it would be left alone: n, then ask again."
    }
    if confirmation.followed {
      let what = if case .clear = confirmation.plan.action { "clears" } else { "deletes" }
      return "It changed meanwhile; y \(what) it as it is now, u brings that back.   n keep (default)"
    }
    return nil
  }

  private var list: SafeText {
    let values = ValueInk(state: state, ink: ink)
    func names(_ sessions: [Session], _ count: Int) -> SafeText {
      let shown = sessions.map { session in
        ink.id(session.id) + (session.user.map { " (" + ink.data($0, limit: 16) + ")" } ?? .empty)
      }
      let rest = count - sessions.count
      return .joined(shown, separator: ", ") + (rest > 0 ? ink.words(" and \(rest) more") : .empty)
    }
    func change(_ path: Path, _ old: Value?, _ new: Value?) -> SafeText {
      values.sample(old, at: path, limit: 30) + " " + ink.glyphs.arrow + " " + values.sample(new, at: path, limit: 30)
    }
    switch confirmation.subject {
    case .deleteSessions(let count, let first), .clearSessions(let count, let first): return names(first, count)
    case .deleteKey(_, let path, let old): return change(path, old, nil)
    case .setValue(_, let path, let old, let new): return change(path, old, new)
    case .restoreValue(_, let path, let old, let new): return change(path, old, new)
    case .addKey(_, let path, let value): return change(path, nil, value)
    case .renameKey(_, let path, let name):
      return ink.data(path.description) + " " + ink.glyphs.arrow + " " + ink.data(name)
    case .editDocument(_, let changes):
      return .joined(changes.prefix(4).map { ink.data($0.path.description, limit: 24) }, separator: ", ")
        + (changes.count > 4 ? ink.words(" and \(changes.count - 4) more") : .empty)
    case .deleteSession, .clearSession, .deleteExpired, .deleteMatching: return .empty
    }
  }
}
