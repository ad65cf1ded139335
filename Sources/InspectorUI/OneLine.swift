import InspectorCore
import SessionModel
import TerminalUI

/// A screen too small for panes: the question that is open, the message, or the session under the cursor.
struct OneLine {
  let state: State
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    guard canvas.rows > 0, canvas.columns > 0 else { return }
    if state.prompt != nil {
      MessageLine(state: state, ink: ink).draw(in: &canvas)
      return
    }
    if let notice = state.notice {
      let text = ink.words(Sentences.text(notice, state))
      for (row, line) in text.wrapped(columns: canvas.columns, words: true).prefix(canvas.rows).enumerated() {
        canvas.draw(line, at: Point(column: 0, row: row))
      }
      return
    }
    guard let item = state.list.cursorItem, let index = state.list.cursorIndex else {
      canvas.draw(ink.words(EmptyStates.list(state).first ?? ""), at: Point(column: 0, row: 0))
      return
    }
    var pieces = [ink.glyphs.cursor + ink.id(item.id)]
    if let user = item.session.user { pieces.append(ink.data(user, limit: 20)) }
    pieces.append(ink.words("\(index + 1)/\(state.list.items.count)"))
    canvas.draw(.joined(pieces, separator: " "), at: Point(column: 0, row: 0), role: .rowCursor)
  }
}
