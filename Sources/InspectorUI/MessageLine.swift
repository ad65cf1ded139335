import InspectorCore
import SessionModel
import TerminalUI

/// The line above the hints: a prompt, a message, or what goes on. It never covers data.
struct MessageLine {
  let state: State
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    switch state.prompt {
    case .filter(let filter): FilterPromptView(state: state, filter: filter, ink: ink).draw(in: &canvas)
    case .command(let command): CommandPromptView(state: state, command: command, ink: ink).draw(in: &canvas)
    case .edit(let edit): EditPromptView(state: state, edit: edit, ink: ink).draw(in: &canvas)
    case .confirm(let confirmation):
      ConfirmPromptView(state: state, confirmation: confirmation, ink: ink).draw(in: &canvas)
    case .menu(let menu): MenuPromptView(state: state, menu: menu, ink: ink).draw(in: &canvas)
    case .export(let export): drawExport(export, in: &canvas)
    case nil: drawMessage(in: &canvas)
    }
  }

  private func drawExport(_ export: ExportPrompt, in canvas: inout Canvas) {
    let label = ink.words(" Export \(Counted.sessions(export.ids.count)) to: ")
    let used = canvas.draw(label, at: Point(column: 0, row: 0), role: .prompt)
    export.field.draw(in: &canvas, at: Point(column: used, row: 0), columns: canvas.columns - used, glyphs: ink.glyphs)
  }

  private func drawMessage(in canvas: inout Canvas) {
    let (text, role) = message
    canvas.draw(
      (" " + ink.words(text)).truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 0, row: 0), role: role)
  }

  private var message: (String, Role) {
    if let writing = state.writing { return (Sentences.writing(writing), .statusWarn) }
    if let notice = state.notice {
      let role: Role =
        switch notice.severity {
        case .info: .text
        case .warning: .statusWarn
        case .error: .statusError
        }
      return (Sentences.text(notice, state), role)
    }
    if let progress = state.list.progress {
      return ("Searching: \(Sentences.progress(progress)). Esc stops.", .textMuted)
    }
    if !state.list.marks.isEmpty {
      let count = state.list.marks.count
      let compare = count == 2 ? "  = compares them" : ""
      return (
        "\(Counted.sessions(count)) marked.  d deletes  D clears  x exports\(compare)  Esc takes the marks away", .text
      )
    }
    if let session = state.open?.content?.session, session.isPending {
      return ("An edit of \(session.id.shortened) waits for the browser's next request.", .textMuted)
    }
    for note in state.list.notes {
      if case .sortedBy(let key) = note {
        return ("This store keeps no such time, so the list is in the order of \(key.rawValue).", .textMuted)
      }
    }
    return ("", .text)
  }
}
