import SessionModel

extension State {
  /// Lines of the activity pane.
  public var activityCount: Int {
    switch activity.view {
    case .changes: activity.events.count
    case .requests: log.requests.count
    case .findings: findings.count
    }
  }

  /// Enter on a line: to its session and key; a finding opens first.
  mutating func goIntoActivity() {
    let index = activity.selected
    guard index < activityCount else { return }
    switch activity.view {
    case .changes:
      let event = activity.events[index]
      guard let id = event.id else { return }
      var path: Path?
      if case .reported(_, let change?) = event.kind { path = change.path }
      go(to: id, key: path)
    case .requests:
      let request = log.requests[index]
      guard let id = request.session else { return }
      go(to: id, key: request.newest.changes.first?.path)
    case .findings: overlay = .finding(FindingState(line: findings[index]))
    }
  }

  mutating func show(_ view: Activity.View) {
    overlay = nil
    focus = .activity
    activity.view = view
  }
}
