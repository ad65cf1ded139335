import InspectorCore
import SessionModel
import TerminalUI

/// What happened lately, newest first: changes, the requests that caused them, or what is wrong.
struct ActivityPane {
  let state: State
  let ink: Ink

  var isFocused: Bool { state.focus == .activity && state.overlay == nil }

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    let title = title(canvas.columns)
    let follow: SafeText = state.list.followsChanges ? "follow: on" : "follow: off"
    canvas.rule(
      row: 0, title: title, trailing: title.columns + follow.columns + 8 <= canvas.columns ? follow : .empty,
      role: isFocused ? .borderFocus : .border, glyphs: ink.glyphs)
    let count = state.activityCount
    guard count > 0 else {
      canvas.drawEmpty(empty.map(ink.words), from: 2)
      return
    }
    let viewport = state.activity.viewport.updated(
      count: count, selected: state.activity.selected, height: max(0, canvas.rows - 1))
    for (row, index) in viewport.visible.enumerated() {
      let isCursor = isFocused && index == state.activity.selected
      switch state.activity.view {
      case .changes: drawRow(state.activity.events[index], isCursor: isCursor, row: row + 1, in: &canvas)
      case .requests: draw(state.log.requests[index], isCursor: isCursor, row: row + 1, in: &canvas)
      case .findings: draw(state.findings[index], isCursor: isCursor, row: row + 1, in: &canvas)
      }
      if isCursor { canvas.cursorRow(row + 1, focused: true) }
    }
  }

  /// `4 changes | [requests] | findings 2`, the view that is shown in brackets; only `4 Activity` where nothing
  /// is reported and so nothing is to be chosen.
  private func title(_ columns: Int) -> SafeText {
    let view = state.activity.view
    guard !state.log.isEmpty || !state.findings.isEmpty || view != .changes else { return "4 Activity" }
    let names = Activity.View.allCases.map { name -> SafeText in
      let count = name == .findings ? state.findings.count : 0
      let text = ink.words(name.rawValue + (count > 0 ? " \(count)" : ""))
      return name == view ? "[" + text + "]" : text
    }
    let full = "4 " + .joined(names, separator: " | ")
    if full.columns + 4 <= columns { return full }
    let count = view == .findings ? state.activityCount : 0
    return "4 " + ink.words(view.rawValue.prefix(1).uppercased() + view.rawValue.dropFirst())
      + (count > 0 ? ink.words(" \(count)") : .empty) + "  m more"
  }

  private var empty: [String] {
    switch state.activity.view {
    case .changes: ["Changes appear here as they happen."]
    case .requests:
      ["No request has changed a session yet.", "Only running servers tell of requests; a database does not."]
    case .findings: ["Nothing wrong was found.", "Running servers report lost, rejected and unsaved changes here."]
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
      case .reported(let event, let change): mark(event, change)
      }
    let id = event.id.map { ink.id($0) + " " } ?? .empty
    let room = max(0, canvas.columns - 12 - id.columns)
    canvas.draw(
      pieces: [
        ((isCursor ? ink.glyphs.cursor : " ") + mark, role),
        (ink.words(Times.clock(event.time)) + " ", .textMuted), (id, .row),
      ] + detail(event, room: room), at: Point(column: 0, row: row))
  }

  private func detail(_ event: Activity.Event, room: Int) -> [(SafeText, Role)] {
    let user = event.user.map { ink.data($0, limit: 16) } ?? .empty
    switch event.kind {
    case .appeared: return [(user + " new", .row)]
    case .changed: return [(user + " changed", .row)]
    case .went: return [(user + " gone", .row)]
    case .wrote(let subject): return [("you: " + ink.words(subject.summary), .row)]
    case .key(let path, let old, let new): return [(change(path, old, new, room: max(0, room)), .row)]
    case .reported(let event, let change): return reported(event, change, room: room)
    }
  }

  func change(_ path: Path, _ old: Value?, _ new: Value?, room: Int) -> SafeText {
    let values = ValueInk(state: state, ink: ink)
    let name = ink.data(path.description, limit: max(8, room / 2)) + " "
    let half = max(4, (room - name.columns - 4) / 2)
    return name + values.sample(old, at: path, limit: half) + " " + ink.glyphs.arrow + " "
      + values.sample(new, at: path, limit: half)
  }
}
