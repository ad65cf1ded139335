import SessionModel
import TerminalUI

extension State {
  /// Rows a page is, less one that stays in view.
  var pageRows: Int {
    switch overlay {
    case nil: max(1, layout.dataRows(of: focus) - 1)
    case .timeline: max(1, layout.timeline.rows - 3)
    default: max(1, layout.body.rows - 3)
    }
  }

  /// Moves the cursor of whatever has the keys.
  mutating func moveCursor(_ offset: Int) {
    func moved(_ index: Int, _ count: Int) -> Int { min(max(0, index + offset), max(0, count - 1)) }
    switch overlay {
    case .help(var help):
      help.first = moved(help.first, helpEntries(in: help.context, matching: help.field.text).count)
      overlay = .help(help)
    case .info(var info):
      info.first = moved(info.first, 60)
      overlay = .info(info)
    case .timeline(var timeline):
      timeline.selected = moved(timeline.selected, timelineEvents(timeline).count)
      overlay = .timeline(timeline)
    case .diff(var diff):
      diff.selected = moved(diff.selected, diff.leaves.count)
      overlay = .diff(diff)
    case .undoList(var steps):
      steps.selected = moved(steps.selected, steps.steps?.count ?? 0)
      overlay = .undoList(steps)
    case .conflict(var conflict):
      conflict.first = moved(conflict.first, conflict.mine.count)
      overlay = .conflict(conflict)
    case .finding(var finding):
      finding.first = moved(finding.first, 60)
      overlay = .finding(finding)
    case .palette, .themes: break
    case nil: moveInPane(offset)
    }
  }

  private mutating func moveInPane(_ offset: Int) {
    func moved(_ index: Int, _ count: Int) -> Int { min(max(0, index + offset), max(0, count - 1)) }
    switch focus {
    case .list:
      guard !list.items.isEmpty else { return }
      moveListCursor(to: moved(list.cursorIndex ?? 0, list.items.count))
    case .keys:
      guard let open, !open.nodes.isEmpty else { return }
      self.open?.cursor = open.nodes[moved(open.cursorIndex ?? 0, open.nodes.count)].path
      value.first = 0
    case .value: value.first = min(max(0, value.first + offset), max(0, shownValueLines - 1))
    case .activity: activity.selected = moved(activity.selected, activityCount)
    }
  }

  mutating func moveListCursor(to index: Int) {
    guard list.items.indices.contains(index) else { return }
    list.cursor = list.items[index].id
    if let lost = list.lost, lost.id != list.cursor {
      list.lost = nil
      list.rebuildItems()
    }
  }

  /// To the first or the last line.
  mutating func moveToEdge(last: Bool) {
    guard overlay == nil, focus == .list else {
      moveCursor(last ? Int.max / 4 : Int.min / 4)
      return
    }
    if last, list.hasMoreAfter {
      list.wanted = .last
    } else if !last, list.hasMoreBefore {
      list.wanted = .first
    } else {
      moveListCursor(to: last ? list.items.count - 1 : 0)
    }
  }

  /// Lines of the value pane, wrapped ones counted by their length.
  private var shownValueLines: Int {
    guard let shown = value.shown else { return 0 }
    let columns = value.wraps ? max(1, layout.value.columns - 3) : Int.max
    return shown.text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .reduce(0) { $0 + max(1, ($1.count - 1) / columns + 1) }
  }

  /// Makes the text of the value pane where another value, mode or disclosure is wanted.
  mutating func showValue() {
    guard let node = open?.cursorNode, let session = shownContent?.session else {
      value.shown = nil
      value.source = nil
      return
    }
    let source = ValuePane.Source(
      session: session.id, revision: session.revision, path: node.path, mode: value.mode, isRevealed: isRevealed,
      isReal: open?.isReal ?? false)
    guard source != value.source else { return }
    value.source = source
    value.shown = ValueText.shown(disclosed(node.value), value.mode)
  }

  /// The events the timeline shows, newest first.
  public func timelineEvents(_ timeline: TimelineState) -> [History.Event] {
    guard let open else { return [] }
    // A server tells of every change, also of those before the session was opened here.
    let reported = log.history(of: open.id)
    let events = reported.isEmpty ? histories[open.id].events : reported
    guard let path = timeline.path else { return events.reversed() }
    return events.filter { path.contains($0.path) || $0.path.contains(path) }.reversed()
  }
}
