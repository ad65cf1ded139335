import InspectorCore
import TerminalUI

/// The commands, those of the pane first, made from the command table.
struct HelpOverlay {
  let state: State
  let help: HelpState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    let entries = state.helpEntries(in: help.context, matching: help.field.text)
    canvas.rule(
      row: 0, title: "Help for the " + ink.words(help.context.rawValue),
      trailing: ink.words("\(entries.count) commands"),
      role: .borderFocus, glyphs: ink.glyphs)
    var top = 1
    if help.isFiltering || !help.field.isEmpty, canvas.rows > 2 {
      canvas.draw(" /", at: Point(column: 0, row: 1), role: .prompt)
      if help.isFiltering {
        help.field.draw(in: &canvas, at: Point(column: 2, row: 1), columns: canvas.columns - 2, glyphs: ink.glyphs)
      } else {
        canvas.draw(ink.data(help.field.text, limit: canvas.columns), at: Point(column: 2, row: 1), role: .prompt)
      }
      top = 2
    }
    guard !entries.isEmpty else {
      canvas.drawEmpty(["No command is like this. Esc shows all."], from: top + 1)
      return
    }
    let height = max(0, canvas.rows - top)
    let first = min(max(0, help.first), max(0, entries.count - height))
    for (row, entry) in entries.dropFirst(first).prefix(height).enumerated() {
      draw(entry, row: top + row, in: &canvas)
    }
  }

  private func draw(_ entry: HelpEntry, row: Int, in canvas: inout Canvas) {
    let keys = SafeText.joined(entry.keys.prefix(3).map { ink.data($0.name) }, separator: " ")
    let keyColumns = min(16, canvas.columns / 4)
    let nameColumns = min(18, canvas.columns / 4)
    canvas.draw(
      keys.fitted(columns: keyColumns, ellipsis: ink.glyphs.ellipsis), at: Point(column: 1, row: row), role: .hintKey)
    canvas.draw(
      ink.data(entry.command.name).fitted(columns: nameColumns, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 2 + keyColumns, row: row), role: entry.isLocal ? .key : .text)
    let room = max(0, canvas.columns - keyColumns - nameColumns - 4)
    var text = entry.command.help
    if let example = entry.command.example { text += " (:\(example))" }
    if let reason = entry.reason { text = "Not now: " + Sentences.text(reason, state) }
    canvas.draw(
      ink.words(text).truncated(columns: room, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 3 + keyColumns + nameColumns, row: row), role: entry.reason == nil ? .text : .textMuted)
  }
}
