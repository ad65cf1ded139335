import InspectorCore
import SessionModel
import TerminalUI

/// Draws the whole screen: a pure function of what is known and how large the screen is.
public func view(_ state: State, size: Size) -> Frame {
  var frame = Frame(size: size)
  let layout = state.layout(at: size)
  let ink = Ink(state.settings.glyphs)
  frame.withCanvas(Rect(size)) { canvas in
    guard layout.form != .line else {
      canvas.withCanvas(layout.message) { OneLine(state: state, ink: ink).draw(in: &$0) }
      return
    }
    canvas.withCanvas(layout.header) { Header(state: state, form: layout.form, ink: ink).draw(in: &$0) }
    drawBody(state, layout, ink, in: &canvas)
    canvas.withCanvas(layout.message) { MessageLine(state: state, ink: ink).draw(in: &$0) }
    canvas.withCanvas(layout.hints) { HintLine(state: state, ink: ink).draw(in: &$0) }
  }
  return frame
}

private func drawBody(_ state: State, _ layout: Layout, _ ink: Ink, in canvas: inout Canvas) {
  switch state.overlay {
  case .help(let help): canvas.withCanvas(layout.body) { HelpOverlay(state: state, help: help, ink: ink).draw(in: &$0) }
  case .palette(let palette):
    canvas.withCanvas(layout.body) { PaletteOverlay(state: state, palette: palette, ink: ink).draw(in: &$0) }
  case .diff(let diff): canvas.withCanvas(layout.body) { DiffOverlay(state: state, diff: diff, ink: ink).draw(in: &$0) }
  case .undoList(let list):
    canvas.withCanvas(layout.body) { UndoListOverlay(state: state, list: list, ink: ink).draw(in: &$0) }
  case .info(let info): canvas.withCanvas(layout.body) { InfoOverlay(state: state, info: info, ink: ink).draw(in: &$0) }
  case .conflict(let conflict):
    canvas.withCanvas(layout.body) { ConflictOverlay(state: state, conflict: conflict, ink: ink).draw(in: &$0) }
  case .themes(let themes):
    canvas.withCanvas(layout.body) { ThemeOverlay(themes: themes, ink: ink).draw(in: &$0) }
  case .finding(let finding):
    canvas.withCanvas(layout.body) { FindingOverlay(state: state, finding: finding, ink: ink).draw(in: &$0) }
  case .timeline, nil: drawPanes(state, layout, ink, in: &canvas)
  }
}

private func drawPanes(_ state: State, _ layout: Layout, _ ink: Ink, in canvas: inout Canvas) {
  drawLines(layout, isSplit: state.overlay == nil, ink, in: &canvas)
  var timeline: TimelineState?
  if case .timeline(let shown) = state.overlay { timeline = shown }
  let hides: (Rect) -> Bool = { timeline != nil && !layout.timeline.intersection($0).isEmpty }
  if !hides(layout.list) {
    canvas.withCanvas(layout.list) { ListPane(state: state, headRows: layout.headRows, ink: ink).draw(in: &$0) }
  }
  if !hides(layout.keys) {
    canvas.withCanvas(layout.keys) { KeysPane(state: state, form: layout.form, ink: ink).draw(in: &$0) }
  }
  if !hides(layout.value) {
    canvas.withCanvas(layout.value) { ValuePaneView(state: state, ink: ink).draw(in: &$0) }
  }
  if !hides(layout.activity) {
    canvas.withCanvas(layout.activity) { ActivityPane(state: state, ink: ink).draw(in: &$0) }
  }
  if let timeline {
    canvas.withCanvas(layout.timeline) { TimelineOverlay(state: state, timeline: timeline, ink: ink).draw(in: &$0) }
  }
}

/// The rules between panes, joined where they meet; the panes write their titles on them.
private func drawLines(_ layout: Layout, isSplit: Bool, _ ink: Ink, in canvas: inout Canvas) {
  guard layout.form == .two || layout.form == .four else { return }
  let body = layout.body
  let left = layout.list.isEmpty ? layout.activity : layout.list
  canvas.hline(from: body.origin, columns: body.columns, glyphs: ink.glyphs)
  canvas.vline(from: Point(column: left.endColumn, row: body.row), rows: body.rows, glyphs: ink.glyphs)
  if layout.form == .four {
    canvas.hline(from: Point(column: 0, row: layout.activity.row), columns: body.columns, glyphs: ink.glyphs)
    canvas.hline(from: Point(column: 0, row: body.endRow), columns: body.columns, glyphs: ink.glyphs)
    canvas.vline(from: Point(column: left.endColumn, row: body.row), rows: body.rows + 1, glyphs: ink.glyphs)
  } else if isSplit {
    canvas.hline(
      from: Point(column: left.endColumn, row: layout.value.row), columns: body.endColumn - left.endColumn,
      glyphs: ink.glyphs)
  }
}
