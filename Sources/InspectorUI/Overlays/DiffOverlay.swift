import InspectorCore
import SessionModel
import TerminalUI

/// Two sessions side by side: only what differs.
struct DiffOverlay {
  let state: State
  let diff: DiffState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(
      row: 0, title: "Differences of " + name(diff.left) + " and " + name(diff.right),
      trailing: isLoaded ? ink.words("\(diff.leaves.count)") : .empty, role: .borderFocus, glyphs: ink.glyphs)
    if let problem = diff.problem {
      canvas.drawEmpty([ink.words(Sentences.text(problem))], from: 2)
      return
    }
    guard isLoaded else {
      canvas.drawEmpty([ink.words("Loading…")], from: 2)
      return
    }
    guard !diff.leaves.isEmpty else {
      canvas.drawEmpty(["The two sessions hold the same."], from: 2)
      return
    }
    let keyColumns = max(8, canvas.columns / 4)
    let half = max(4, (canvas.columns - keyColumns - 6) / 2)
    canvas.draw("KEY", at: Point(column: 2, row: 1), role: .textMuted)
    canvas.draw(ink.id(diff.left), at: Point(column: 3 + keyColumns, row: 1), role: .textMuted)
    canvas.draw(ink.id(diff.right), at: Point(column: 5 + keyColumns + half, row: 1), role: .textMuted)
    let values = ValueInk(state: state, ink: ink)
    let viewport = ListViewport(margin: 0)
      .updated(count: diff.leaves.count, selected: diff.selected, height: max(0, canvas.rows - 2))
    for (row, index) in viewport.visible.enumerated() {
      let leaf = diff.leaves[index]
      let line = row + 2
      let isCursor = index == diff.selected
      let mark = leaf.old == nil ? ink.glyphs.added : leaf.new == nil ? ink.glyphs.gone : ink.glyphs.changed
      canvas.draw((isCursor ? ink.glyphs.cursor : " ") + mark, at: Point(column: 0, row: line))
      canvas.draw(ink.data(leaf.path.description, limit: keyColumns), at: Point(column: 2, row: line), role: .key)
      canvas.draw(
        values.sample(leaf.old, at: leaf.path, limit: half), at: Point(column: 3 + keyColumns, row: line),
        role: leaf.old == nil ? .textMuted : .diffRemoved, maxColumns: half)
      canvas.draw(
        values.sample(leaf.new, at: leaf.path, limit: half), at: Point(column: 5 + keyColumns + half, row: line),
        role: leaf.new == nil ? .textMuted : .diffAdded, maxColumns: half)
      if isCursor { canvas.cursorRow(line, focused: true) }
    }
  }

  private var isLoaded: Bool { diff.contents[diff.left] != nil && diff.contents[diff.right] != nil }

  private func name(_ id: SessionID) -> SafeText {
    let user = state.list.items.first { $0.id == id }?.session.user
    return ink.id(id) + (user.map { " " + ink.data($0, limit: 16) } ?? .empty)
  }
}
