import InspectorCore
import SessionModel
import TerminalUI

/// A few choices, one key each.
struct MenuPromptView {
  let state: State
  let menu: Menu
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    let title: SafeText =
      switch menu.kind {
      case .copy: " Copy what? (y again: the value)"
      case .sort: " Sort by? The same again reverses."
      case .changeType: " Which type?"
      case .columns: " Which columns? A letter shows or hides one."
      }
    canvas.draw(title, at: Point(column: 0, row: 0), role: .prompt)
    var column = 1
    for choice in menu.choices {
      let key = ink.data(String(Character(choice.key)))
      column += canvas.draw(key, at: Point(column: column, row: 1), role: .hintKey) + 1
      column +=
        canvas.draw(ink.words(name(choice.item)), at: Point(column: column, row: 1), role: role(choice.item)) + 2
    }
  }

  private func role(_ item: Menu.Item) -> Role {
    if case .column(let column) = item, state.list.hiddenColumns.contains(column) { return .textMuted }
    return .hintText
  }

  private func name(_ item: Menu.Item) -> String {
    switch item {
    case .copy(let item): Sentences.name(item)
    case .sort(let key): key == state.list.query.sort.key ? "\(key.rawValue) (now)" : key.rawValue
    case .type(let kind): kind.rawValue
    case .column(let column): column.rawValue + (state.list.hiddenColumns.contains(column) ? " (hidden)" : "")
    }
  }
}
