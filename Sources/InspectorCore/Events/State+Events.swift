import SessionModel

extension State {
  /// Takes what a server reported: into the log, the activity, the message line.
  mutating func eventReported(_ event: SessionEvent) {
    let isFirst = log.isEmpty
    let before = (requests: log.requests.count, findings: log.findings.count)
    guard log.add(event) else { return }
    // A server tells of every change with its request; what was found out by looking would tell it twice.
    if isFirst { activity.forgetObserved() }
    activity.report(event)
    if log.requests.count > before.requests { activity.keep(.requests, count: log.requests.count) }
    if log.findings.count > before.findings { activity.keep(.findings, count: findings.count) }
    if event.kind == .deleted, let id = event.session, log.wasRevoked(id) { list.cannotComeBack(id) }
    announce(event)
  }

  /// How an edit went on is said once, while it is news.
  private mutating func announce(_ event: SessionEvent) {
    guard now - event.at < .seconds(30) else { return }
    switch event.kind {
    case .editCancelled:
      // Where this inspector took it back it has said so, and how to make it again.
      if case .withdrawn = notice { return }
      say(.edit(event, found: nil))
    case .editApplied, .editConfirmed, .editExpired: say(.edit(event, found: nil))
    case .editConflicted:
      var found: Value?
      if let open, open.id == event.session, event.changes.count == 1 {
        found = open.content?.data[event.changes[0].path]
      }
      say(.edit(event, found: found))
    default: break
    }
  }

  /// The request that last changed a line of the keys pane, where the change is still news.
  public func cause(of path: Path, in id: SessionID) -> SessionEvent? {
    path.topKey.flatMap { log.cause(of: $0, in: id) }
  }

  /// The event behind a recorded change: of the same key, and of about the time it was seen.
  public func cause(of change: History.Event, in id: SessionID) -> SessionEvent? {
    if let reported = change.reported { return reported }
    guard let key = change.path.topKey else { return nil }
    let candidates = log.events.lazy.reversed().filter { event in
      event.isCause && event.session == id && event.at <= change.time + .seconds(1)
        && event.changes.contains { $0.path.topKey == key || $0.path.isRoot }
    }
    // Several may lie between two looks at the session: the one that left this value is the one.
    return candidates.first { event in event.changes.contains { $0.path == change.path && $0.result == change.new } }
      ?? candidates.first
  }

  /// Findings of the server itself come first, then those of the app, newest first.
  public var findings: [FindingLine] {
    info.warnings.filter(\.isFinding).map(FindingLine.warning) + log.findings.map(FindingLine.event)
  }

  /// Goes to a session, and to a key of it once it is loaded.
  mutating func go(to id: SessionID, key path: Path? = nil) {
    guard let index = list.items.firstIndex(where: { $0.id == id }) else {
      say(list.query.filter == nil ? .alreadyGone(id) : .notListed(id))
      return
    }
    moveListCursor(to: index)
    focus = path == nil ? .list : .keys
    guard let path else { return }
    wantedKey = (id == open?.id) ? nil : WantedKey(session: id, path: path)
    if wantedKey == nil { goToKey(path) }
  }

  /// To the line of a key, or of the nearest it lies in; folded values on the way are opened.
  mutating func goToKey(_ path: Path) {
    guard let data = shownContent?.data else { return }
    var target = path
    while !target.isRoot, data[target] == nil { target = target.parent }
    guard !target.isRoot else { return }
    var above = target.parent
    while !above.isRoot {
      open?.expanded.insert(above)
      above = above.parent
    }
    open?.cursor = target
    showSnapshot()
  }
}

/// A key to go to as soon as its session is open.
struct WantedKey: Sendable, Equatable {
  let session: SessionID
  let path: Path
}

/// A line of the findings.
public enum FindingLine: Sendable, Equatable {
  /// What is wrong with the server's own setup.
  case warning(StoreInfo.Warning)
  case event(SessionEvent)
}

extension StoreInfo.Warning {
  /// True for what a server found wrong with itself.
  var isFinding: Bool { if case .server = self { true } else { false } }
}

extension Change {
  /// What is at its path afterwards; nil where nothing is.
  var result: Value? {
    switch operation {
    case .add(let value, _), .replace(_, let value): value
    case .remove, .rename: nil
    }
  }
}

extension EventLog {
  /// Somebody deleted this session, and its browser has to be told: until then it can be brought back.
  func wasRevoked(_ id: SessionID) -> Bool { events.contains { $0.kind == .revoked && $0.session == id } }

  /// The reported changes of a session, oldest first.
  func history(of id: SessionID) -> [History.Event] {
    events.filter { $0.session == id && ($0.kind == .created || $0.kind == .updated) }.flatMap { event in
      event.changes.compactMap { change -> History.Event? in
        let old: Value?
        switch change.operation {
        case .add: old = nil
        case .remove(let value, _), .replace(let value, _): old = value
        case .rename: return nil
        }
        return History.Event(time: event.at, path: change.path, old: old, new: change.result, reported: event)
      }
    }
  }
}
