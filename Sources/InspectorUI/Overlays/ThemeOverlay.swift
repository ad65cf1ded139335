import InspectorCore
import TerminalUI

/// The themes; the one under the cursor is on.
struct ThemeOverlay {
  let themes: ThemeState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(row: 0, title: "Themes", role: .borderFocus, glyphs: ink.glyphs)
    guard let names = themes.names else {
      canvas.drawEmpty([ink.words("Loading…")], from: 2)
      return
    }
    let half = max(1, min(28, canvas.columns / 2))
    let viewport = ListViewport()
      .updated(count: names.count, selected: themes.selected, height: max(0, canvas.rows - 1))
    for (row, index) in viewport.visible.enumerated() {
      let isCursor = index == themes.selected
      canvas.draw(
        (isCursor ? ink.glyphs.cursor : " ") + " " + ink.data(names[index], limit: half - 3),
        at: Point(column: 0, row: row + 1))
      if isCursor {
        canvas.overlay(Rect(column: 0, row: row + 1, columns: half, rows: 1), role: .rowCursor)
      }
    }
    drawSample(from: half + 2, in: &canvas)
  }

  /// A word in each role, so that a theme can be judged at once.
  private func drawSample(from column: Int, in canvas: inout Canvas) {
    for (row, role) in Role.allCases.enumerated() where row + 1 < canvas.rows {
      canvas.draw(ink.data(role.rawValue), at: Point(column: column, row: row + 1), role: role)
    }
  }
}
