import InspectorCore
import SessionModel
import TerminalUI

/// The filter being typed; below a bad one a mark points at what is wrong.
struct FilterPromptView {
  let state: State
  let filter: FilterPrompt
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    let remark = remark
    let room = max(4, canvas.columns - 1 - (remark.isEmpty ? 0 : remark.columns + 2))
    canvas.draw("/", at: Point(column: 0, row: 0), role: .prompt)
    filter.field.draw(in: &canvas, at: Point(column: 1, row: 0), columns: room, glyphs: ink.glyphs)
    canvas.draw(remark, at: Point(column: canvas.columns - remark.columns - 1, row: 0), role: .textMuted)
    guard let problem = filter.problem else { return }
    // The mark stands below what was typed there, however wide its characters are.
    let scalars = filter.field.text.prefix(problem.column)
    let column = 1 + min(ink.data(String(scalars)).columns, max(0, canvas.columns - 3))
    let marks = String(repeating: "^", count: min(max(1, problem.length), max(1, canvas.columns - column)))
    canvas.draw(ink.data(marks), at: Point(column: column, row: 1), role: .statusError)
    canvas.draw(
      (" " + ink.words(Sentences.text(problem) + " The last good filter stays."))
        .truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 0, row: 2), role: .statusError)
  }

  private var remark: SafeText {
    if let progress = state.list.progress { return ink.words(Sentences.progress(progress)) }
    if state.list.loading != nil { return ink.words("…") }
    guard let count = state.counting.count, let matched = state.matched, state.list.query.filter != nil else {
      return .empty
    }
    return ink.words("\(Counted.grouped(matched)) of \(Counted.grouped(count.active))")
  }
}
