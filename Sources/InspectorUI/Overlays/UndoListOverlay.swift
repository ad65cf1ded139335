import InspectorCore
import TerminalUI

/// The changes made by this inspector and the commands, newest first.
struct UndoListOverlay {
  let state: State
  let list: UndoListState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(
      row: 0, title: "Changes", trailing: "u takes back the newest", role: .borderFocus, glyphs: ink.glyphs)
    guard let steps = list.steps else {
      canvas.drawEmpty([ink.words("Loading…")], from: 2)
      return
    }
    guard !steps.isEmpty else {
      canvas.drawEmpty(["Nothing was changed from here yet."], from: 2)
      return
    }
    let viewport = ListViewport(margin: 0)
      .updated(count: steps.count, selected: list.selected, height: max(0, canvas.rows - 1))
    for (row, index) in viewport.visible.enumerated() {
      let step = steps[index]
      let isCursor = index == list.selected
      let state: SafeText = step.isUndone ? "taken back  " : "            "
      canvas.draw(
        pieces: [
          ((isCursor ? ink.glyphs.cursor : " ") + " ", .text),
          (ink.words(Times.full(step.time)) + "  ", .textMuted), (state, .statusWarn),
          (ink.words(Counted.sessions(step.sessions)).padded(columns: 16), .textMuted),
          (ink.words(step.summary), step.isUndone ? .textMuted : .text),
        ], at: Point(column: 0, row: row + 1))
      if isCursor { canvas.cursorRow(row + 1, focused: true) }
    }
  }
}
