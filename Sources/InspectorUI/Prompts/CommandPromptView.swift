import InspectorCore
import TerminalUI

/// The command line.
struct CommandPromptView {
  let state: State
  let command: CommandPrompt
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    // What may be meant stands above, so that the line itself stays where it is.
    let row = max(0, canvas.rows - 1)
    if row > 0 {
      if let problem = command.problem {
        canvas.draw(" " + ink.words(Sentences.text(problem, state)), at: Point(column: 0, row: 0), role: .statusError)
      } else {
        let names = SafeText.joined(command.completions.map(ink.data), separator: .spaces(2))
        canvas.draw(
          (" " + names).truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis),
          at: Point(column: 0, row: 0), role: .textMuted)
      }
    }
    canvas.draw(":", at: Point(column: 0, row: row), role: .prompt)
    command.field.draw(
      in: &canvas, at: Point(column: 1, row: row), columns: max(0, canvas.columns - 1), glyphs: ink.glyphs)
    let name = command.field.text
    guard let found = CommandTable.named(String(name.prefix { $0 != " " })) else { return }
    let help = ink.words(found.isEnabled(state).map { Sentences.text($0, state) } ?? found.help)
    let start = canvas.columns - help.columns - 1
    if start > ink.data(name).columns + 4 {
      canvas.draw(help, at: Point(column: start, row: row), role: .textMuted)
    }
  }
}
