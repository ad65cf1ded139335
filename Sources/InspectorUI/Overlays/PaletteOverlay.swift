import InspectorCore
import TerminalUI

/// Commands found by a few letters.
struct PaletteOverlay {
  let state: State
  let palette: PaletteState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    let entries = state.paletteEntries(in: palette.context, matching: palette.field.text)
    canvas.rule(
      row: 0, title: "Commands", trailing: ink.words("\(entries.count)"), role: .borderFocus, glyphs: ink.glyphs)
    canvas.draw(" > ", at: Point(column: 0, row: 1), role: .prompt)
    palette.field.draw(
      in: &canvas, at: Point(column: 3, row: 1), columns: max(0, canvas.columns - 3), glyphs: ink.glyphs)
    guard !entries.isEmpty else {
      canvas.drawEmpty(["No command has these letters."], from: 3)
      return
    }
    let viewport = ListViewport(margin: 0)
      .updated(count: entries.count, selected: palette.selected, height: max(0, canvas.rows - 2))
    for (row, index) in viewport.visible.enumerated() {
      let entry = entries[index]
      let line = row + 2
      let isCursor = index == palette.selected
      let key = entry.keys.first.map { ink.data($0.name) } ?? .empty
      canvas.draw(isCursor ? ink.glyphs.cursor : " ", at: Point(column: 0, row: line))
      canvas.draw(ink.data(entry.command.name).fitted(columns: 18), at: Point(column: 2, row: line), role: .key)
      canvas.draw(key.fitted(columns: 10), at: Point(column: 21, row: line), role: .hintKey)
      let text = entry.reason.map { "Not now: " + Sentences.text($0, state) } ?? entry.command.help
      canvas.draw(
        ink.words(text).truncated(columns: max(0, canvas.columns - 33), ellipsis: ink.glyphs.ellipsis),
        at: Point(column: 32, row: line), role: entry.reason == nil ? .text : .textMuted)
      if isCursor { canvas.cursorRow(line, focused: true) }
    }
  }
}
