import SessionModel

/// What a session was, as often as it was looked at: the source of the timeline and of time travel.
public struct History: Sendable, Equatable {
  /// Snapshots kept.
  static let snapshotLimit = 50
  /// Changes kept.
  static let eventLimit = 500
  /// Payload bytes the snapshots may hold together.
  static let byteLimit = 4 << 20

  /// One state of the session, from `time` on.
  public struct Snapshot: Sendable, Hashable {
    public var time: Timestamp
    public var content: SessionContent
  }

  /// One change of one key.
  public struct Event: Sendable, Hashable {
    public var time: Timestamp
    public var path: Path
    /// nil where the key was not there.
    public var old: Value?
    public var new: Value?
    /// What a server reported of it.
    public var reported: SessionEvent?
  }

  /// Oldest first; the last is what is there now.
  public private(set) var snapshots: [Snapshot] = []
  /// Oldest first.
  public private(set) var events: [Event] = []

  /// Takes what was loaded; returns the changes since the snapshot before, none for the first.
  mutating func record(_ content: SessionContent, at time: Timestamp) -> [Event] {
    guard let last = snapshots.last else {
      snapshots.append(Snapshot(time: time, content: content))
      return []
    }
    guard last.content.data != content.data else {
      snapshots[snapshots.count - 1].content = content
      return []
    }
    let changes = ValueDiff.leaves(from: last.content.data, to: content.data)
      .map { Event(time: time, path: $0.path, old: $0.old, new: $0.new) }
    events.append(contentsOf: changes)
    events.removeFirst(max(0, events.count - Self.eventLimit))
    snapshots.append(Snapshot(time: time, content: content))
    trim()
    return changes
  }

  private mutating func trim() {
    snapshots.removeFirst(max(0, snapshots.count - Self.snapshotLimit))
    var bytes = snapshots.reduce(0) { $0 + $1.content.payload.count }
    while bytes > Self.byteLimit, snapshots.count > 1 { bytes -= snapshots.removeFirst().content.payload.count }
  }
}

/// The histories of the sessions looked at lately, and of the pinned ones.
public struct Histories: Sendable, Equatable {
  static let limit = 16
  static let pinLimit = 8

  public private(set) var byID: [SessionID: History] = [:]
  /// Least recently used first.
  private var order: [SessionID] = []
  public internal(set) var pinned: [SessionID] = []

  public subscript(id: SessionID) -> History { byID[id] ?? History() }

  mutating func record(_ content: SessionContent, at time: Timestamp) -> [History.Event] {
    let id = content.session.id
    order.removeAll { $0 == id }
    order.append(id)
    let events = byID[id, default: History()].record(content, at: time)
    while byID.count > Self.limit, let oldest = order.first(where: { !pinned.contains($0) && $0 != id }) {
      order.removeAll { $0 == oldest }
      byID[oldest] = nil
    }
    return events
  }
}
