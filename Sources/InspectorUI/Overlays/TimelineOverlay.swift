import InspectorCore
import SessionModel
import TerminalUI

/// The changes of the open session, or of one key, newest first.
struct TimelineOverlay {
  let state: State
  let timeline: TimelineState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    let events = state.timelineEvents(timeline)
    let title =
      timeline.path.map { ink.data($0.description, limit: 30) } ?? (state.open.map { ink.id($0.id) } ?? .empty)
    canvas.rule(
      row: 0, title: "Timeline of " + title,
      trailing: ink.words("\(events.count) \(events.count == 1 ? "change" : "changes")"),
      role: .borderFocus, glyphs: ink.glyphs)
    guard !events.isEmpty else {
      canvas.drawEmpty(
        ["Nothing changed since this session was opened here.", "b keeps recording while others are open."], from: 2)
      return
    }
    let height = max(0, canvas.rows - 2)
    let viewport = ListViewport(margin: 0).updated(count: events.count, selected: timeline.selected, height: height)
    for (row, index) in viewport.visible.enumerated() {
      draw(events[index], isCursor: index == timeline.selected, row: row + 1, in: &canvas)
    }
    guard canvas.rows > 2 else { return }
    let hint =
      " " + ink.glyphs.enter
      + ink.words(" puts the old value back (you confirm) · [ ] steps through the past · Esc leaves")
    canvas.draw(
      hint.truncated(columns: canvas.columns, ellipsis: ink.glyphs.ellipsis),
      at: Point(column: 0, row: canvas.rows - 1), role: .textMuted)
  }

  private func draw(_ event: History.Event, isCursor: Bool, row: Int, in canvas: inout Canvas) {
    let values = ValueInk(state: state, ink: ink)
    var pieces: [(SafeText, Role)] = [
      ((isCursor ? ink.glyphs.cursor : " ") + " " + ink.words(Times.clock(event.time)) + "  ", .textMuted)
    ]
    var room = canvas.columns - 12
    if timeline.path == nil || timeline.path != event.path {
      let name = ink.data(event.path.description, limit: max(8, room / 3)) + "  "
      room -= name.columns
      pieces.append((name, .key))
    }
    let cause =
      state.open.flatMap { state.cause(of: event, in: $0.id) }.map { ink.cause($0, limit: max(18, room / 2)) } ?? .empty
    // The values come first; the request is told where they leave room.
    if cause.columns > 0, cause.columns + 18 <= room { room -= cause.columns + 2 }
    let half = max(4, (room - 4) / 2)
    pieces.append((values.sample(event.old, at: event.path, limit: half), event.old == nil ? .textMuted : .diffRemoved))
    pieces.append((" " + ink.glyphs.arrow + " ", .textMuted))
    pieces.append((values.sample(event.new, at: event.path, limit: half), event.new == nil ? .textMuted : .diffAdded))
    let used = canvas.draw(pieces: pieces, at: Point(column: 0, row: row))
    if cause.columns > 0, used + cause.columns + 2 <= canvas.columns {
      canvas.draw(cause, at: Point(column: canvas.columns - cause.columns - 1, row: row), role: .textMuted)
    }
    if isCursor { canvas.cursorRow(row, focused: true) }
  }
}
