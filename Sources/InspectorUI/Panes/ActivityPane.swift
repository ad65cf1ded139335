import InspectorCore
import SessionModel
import TerminalUI

/// What happened lately in the store, newest first.
struct ActivityPane {
  let state: State
  let ink: Ink

  private var isFocused: Bool { state.focus == .activity && state.overlay == nil }

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    canvas.rule(
      row: 0, title: "4 Activity", trailing: state.list.followsChanges ? "follow: on" : "follow: off",
      role: isFocused ? .borderFocus : .border, glyphs: ink.glyphs)
    let events = state.activity.events
    guard !events.isEmpty else {
      canvas.drawEmpty(["Changes appear here as they happen."], from: 2)
      return
    }
    let viewport = state.activity.viewport.updated(
      count: events.count, selected: state.activity.selected, height: max(0, canvas.rows - 1))
    for (row, index) in viewport.visible.enumerated() {
      drawRow(events[index], isCursor: isFocused && index == state.activity.selected, row: row + 1, in: &canvas)
    }
  }

  private func drawRow(_ event: Activity.Event, isCursor: Bool, row: Int, in canvas: inout Canvas) {
    let (mark, role): (SafeText, Role) =
      switch event.kind {
      case .appeared: (ink.glyphs.added, .rowNew)
      case .changed, .key(_, _?, _?): (ink.glyphs.changed, .rowChanged)
      case .went: (ink.glyphs.gone, .rowGone)
      case .key(_, nil, _): (ink.glyphs.added, .diffAdded)
      case .key(_, _, nil): (ink.glyphs.gone, .diffRemoved)
      case .wrote: (ink.glyphs.changed, .statusOK)
      }
    canvas.draw(
      pieces: [
        ((isCursor ? ink.glyphs.cursor : " ") + mark, role),
        (ink.words(Times.clock(event.time)) + " ", .textMuted),
        (event.id.map { ink.id($0) + " " } ?? .empty, .row),
        (detail(event, room: max(0, canvas.columns - 22)), .row),
      ], at: Point(column: 0, row: row))
    if isCursor { canvas.cursorRow(row, focused: true) }
  }

  private func detail(_ event: Activity.Event, room: Int) -> SafeText {
    let user = event.user.map { ink.data($0, limit: 16) } ?? .empty
    switch event.kind {
    case .appeared: return user + " new"
    case .changed: return user + " changed"
    case .went: return user + " gone"
    case .wrote(let subject): return "you: " + ink.words(subject.summary)
    case .key(let path, let old, let new):
      let values = ValueInk(state: state, ink: ink)
      let name = ink.data(path.description, limit: max(8, room / 2)) + " "
      let half = max(4, (room - name.columns - 4) / 2)
      return name + values.sample(old, at: path, limit: half) + " " + ink.glyphs.arrow + " "
        + values.sample(new, at: path, limit: half)
    }
  }
}
