import InspectorCore
import SessionModel
import TerminalUI

/// What is being typed for one key: old and new value while typing, or the name.
struct EditPromptView {
  let state: State
  let edit: EditPrompt
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    if case .value = edit.purpose { drawValue(in: &canvas) } else { drawField(in: &canvas) }
    let (text, role) = remark
    canvas.draw(
      (" " + ink.words(text)).truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 0, row: 1), role: role)
  }

  /// The field itself is in the row of the key where that row is on the screen; this line shows what will happen.
  private func drawValue(in canvas: inout Canvas) {
    let values = ValueInk(state: state, ink: ink)
    let name = " " + ink.data(edit.path.description, limit: max(8, canvas.columns / 3)) + "  "
    let half = max(4, (canvas.columns - name.columns - 8) / 2)
    var pieces: [(SafeText, Role)] = [(name, .key)]
    pieces.append((values.sample(edit.old, at: edit.path, limit: half), .diffRemoved))
    pieces.append((" " + ink.glyphs.arrow + " ", .textMuted))
    let column = canvas.draw(pieces: pieces, at: Point(column: 0, row: 0))
    guard isRowShown else {
      edit.field.draw(
        in: &canvas, at: Point(column: column, row: 0), columns: canvas.columns - column, glyphs: ink.glyphs)
      return
    }
    if let new = edit.typedValue {
      let text =
        state.isHidden(edit.path) || edit.replacesMasked ? ink.words("as typed") : values.line(new, limit: half)
      canvas.draw(text, at: Point(column: column, row: 0), role: .diffAdded, maxColumns: half + 2)
    } else {
      canvas.draw("?", at: Point(column: column, row: 0), role: .statusWarn)
    }
  }

  /// The keys pane is on the screen and shows the row that is edited.
  private var isRowShown: Bool {
    guard state.open?.id == edit.session.id, state.open?.nodes.contains(where: { $0.path == edit.path }) ?? false else {
      return false
    }
    return state.focus != .value || state.layout.form == .two || state.layout.form == .four
  }

  private func drawField(in canvas: inout Canvas) {
    let label: SafeText =
      switch edit.purpose {
      case .newName:
        edit.path.isRoot ? " New key: " : " New key in " + ink.data(edit.path.description, limit: 24) + ": "
      case .newValue: " " + ink.data(edit.path.description, limit: 24) + " = "
      case .rename, .value: " Rename " + ink.data(edit.path.description, limit: 24) + " to: "
      }
    let used = canvas.draw(label, at: Point(column: 0, row: 0), role: .prompt)
    edit.field.draw(
      in: &canvas, at: Point(column: used, row: 0), columns: max(0, canvas.columns - used), glyphs: ink.glyphs)
  }

  private var remark: (String, Role) {
    if let problem = edit.problem { return (Sentences.text(problem), .statusError) }
    switch edit.meanwhile {
    case .gone?:
      return ("This session is gone by now. What you typed stays here; Esc leaves it.", .statusWarn)
    case .changed?:
      return ("The session changed meanwhile. Enter shows both versions if they clash.", .statusWarn)
    case nil: break
    }
    switch edit.purpose {
    case .value(let kind):
      if edit.replacesMasked {
        return ("The target keeps the old value; what you type replaces it. Esc, then M shows it first.", .statusWarn)
      }
      if let old = edit.old, old.kind != kind {
        return ("Changes the type: \(old.kind.rawValue) → \(kind.rawValue).", .statusWarn)
      }
      return ("Stays \(Sentences.article(kind)). u takes it back afterwards.", .textMuted)
    case .newName: return ("Then comes its value.", .textMuted)
    case .newValue:
      let kind = edit.typedValue?.kind ?? .string
      return ("Will be \(Sentences.article(kind)). JSON is taken as JSON, anything else as a string.", .textMuted)
    case .rename: return ("The key keeps its place and its value.", .textMuted)
    }
  }
}
