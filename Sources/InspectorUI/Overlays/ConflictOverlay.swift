import InspectorCore
import SessionModel
import TerminalUI

/// Base, theirs and mine of every place I wanted to change. Nothing is written until one is chosen.
struct ConflictOverlay {
  let state: State
  let conflict: ConflictState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(
      row: 0, title: "Changed by someone else: " + ink.id(conflict.session.id), trailing: "nothing is written yet",
      role: .borderFocus, titleRole: .statusWarn, glyphs: ink.glyphs)
    if let problem = conflict.problem {
      canvas.drawEmpty([ink.words(Sentences.text(problem)), "e goes back to what you typed."], from: 2)
      return
    }
    guard let theirs = conflict.theirs else {
      canvas.drawEmpty([ink.words("Reading what is stored now…")], from: 2)
      return
    }
    let key = max(8, canvas.columns / 5)
    let each = max(4, (canvas.columns - key - 8) / 3)
    func column(_ index: Int) -> Int { 3 + key + index * (each + 1) }
    canvas.draw("KEY", at: Point(column: 2, row: 1), role: .textMuted)
    for (index, title) in (["BEFORE", "THEIRS", "MINE"] as [SafeText]).enumerated() {
      canvas.draw(title, at: Point(column: column(index), row: 1), role: .textMuted)
    }
    let values = ValueInk(state: state, ink: ink)
    let mine = (try? conflict.base.applying(conflict.mine)) ?? conflict.base
    let collisions = Set(Replan.collisions(conflict.mine, base: conflict.base, theirs: theirs.data))
    let rows = rows(theirs.data)
    let height = max(0, canvas.rows - 5)
    let first = min(conflict.first, max(0, rows.count - height))
    for (row, path) in rows.dropFirst(first).prefix(height).enumerated() {
      let line = row + 2
      let clashes = collisions.contains(path)
      canvas.draw(clashes ? "! " : "  ", at: Point(column: 0, row: line), role: .statusWarn)
      canvas.draw(ink.data(path.description, limit: key), at: Point(column: 2, row: line), role: .key)
      let sides: [(Value?, Role)] = [
        (conflict.base[path], .text),
        (theirs.data[path], theirs.data[path] == conflict.base[path] ? .text : .diffChanged),
        (mine[path], mine[path] == conflict.base[path] ? .text : .diffAdded),
      ]
      for (index, side) in sides.enumerated() {
        canvas.draw(
          values.sample(side.0, at: path, limit: each), at: Point(column: column(index), row: line), role: side.1,
          maxColumns: each)
      }
    }
    drawChoices(collisions.isEmpty, in: &canvas)
  }

  /// My places first, then what else they changed.
  private func rows(_ theirs: Value) -> [Path] {
    let mine = conflict.mine.map(\.path)
    return mine + ValueDiff.leaves(from: conflict.base, to: theirs).map(\.path).filter { !mine.contains($0) }
  }

  private func drawChoices(_ isClean: Bool, in canvas: inout Canvas) {
    let text =
      isClean
      ? "Both changed the session, but no key twice: b keeps both." : "Keys with ! were changed by both."
    canvas.draw(ink.words(" " + text), at: Point(column: 0, row: canvas.rows - 2), role: .textMuted)
    canvas.draw(
      ink.words(" m mine wins   t leave theirs   b mine where they did not   e edit again"),
      at: Point(column: 0, row: canvas.rows - 1), role: .prompt)
  }
}
