import InspectorCore
import SessionModel
import TerminalUI

/// The last line: the keys that work now, made from the commands themselves.
struct HintLine {
  let state: State
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    var hints = promptHints ?? commandHints
    // Help and quit stay to the last.
    let kept: Set<String> = ["help", "back-or-quit"]
    while columns(hints) > canvas.columns, let index = hints.lastIndex(where: { !kept.contains($0.name) }) {
      hints.remove(at: index)
    }
    var column = 1
    for hint in hints {
      column += canvas.draw(hint.key, at: Point(column: column, row: 0), role: .hintKey)
      column += 1 + canvas.draw(ink.words(hint.text), at: Point(column: column + 1, row: 0), role: .hintText) + 2
    }
  }

  private struct Hint {
    let name: String
    let key: SafeText
    let text: String
  }

  private func columns(_ hints: [Hint]) -> Int {
    hints.reduce(-1) { $0 + $1.key.columns + 1 + ink.words($1.text).columns + 2 }
  }

  /// The order in which hints are offered; commands not named here come in the table's order.
  private static let order = [
    "open", "edit", "add-key", "delete", "undo", "copy", "filter", "sort", "timeline", "freeze", "command", "help",
    "back-or-quit",
  ]

  private var commandHints: [Hint] {
    let context = state.context
    let hints = CommandTable.all.compactMap { command -> Hint? in
      guard let text = command.hint, let key = state.settings.keymap.keys(for: command.name, in: context).first,
        state.reason(against: command) == nil
      else { return nil }
      return Hint(name: command.name, key: keyName(key), text: label(text, command.name))
    }
    func rank(_ hint: Hint) -> Int { Self.order.firstIndex(of: hint.name) ?? -1 }
    return hints.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  private func label(_ text: String, _ name: String) -> String {
    name == "back-or-quit" && (state.overlay != nil || state.focus != .list) ? "back" : text
  }

  private func keyName(_ key: KeyEvent) -> SafeText { key == .enter ? ink.glyphs.enter : ink.data(key.name) }

  private var promptHints: [Hint]? {
    func hints(_ pairs: [(String, String)]) -> [Hint] {
      pairs.map { Hint(name: $0.1, key: $0.0 == "Enter" ? ink.glyphs.enter : ink.data($0.0), text: $0.1) }
    }
    switch state.prompt {
    case .filter: return hints([("Enter", "keep"), ("Esc", "as before"), ("ctrl-u", "empty"), ("up down", "move")])
    case .command: return hints([("Enter", "run"), ("Tab", "complete"), ("up", "history"), ("Esc", "leave")])
    case .edit(let edit):
      return hints([("Enter", edit.purpose == .newName ? "next" : "apply"), ("Esc", "leave as it is")])
    case .confirm: return hints([("y", "do it"), ("n", "keep (default)"), ("p", "preview")])
    case .menu, .export: return hints([("Esc", "leave")])
    case nil: break
    }
    switch state.overlay {
    case .palette: return hints([("Enter", "run"), ("up down", "choose"), ("Tab", "complete"), ("Esc", "leave")])
    case .finding(let finding):
      if case .event(let event) = finding.line, event.session != nil {
        return hints([("Enter", "go there"), ("up down", "scroll"), ("Esc", "back")])
      }
      return hints([("up down", "scroll"), ("Esc", "back")])
    case .themes: return hints([("Enter", "keep"), ("up down", "try"), ("Esc", "as before")])
    case .help(let help):
      return help.isFiltering
        ? hints([("Enter", "done"), ("Esc", "all")]) : hints([("/", "filter"), ("up down", "scroll"), ("Esc", "back")])
    default: return nil
    }
  }
}
