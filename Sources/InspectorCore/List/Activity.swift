import SessionModel
import TerminalUI

/// What happened lately, in the whole store as far as it was seen, newest first.
public struct Activity: Sendable, Equatable {
  static let limit = 200
  /// Lines one event makes at most.
  static let changesPerEvent = 8

  /// What the pane lists.
  public enum View: String, Sendable, Hashable, CaseIterable { case changes, requests, findings }

  public struct Event: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case appeared, changed, went
      /// A key of the open or a pinned session.
      case key(Path, old: Value?, new: Value?)
      /// A change of our own.
      case wrote(WriteSubject)
      /// What a server reported; one of its changes where it lists them.
      case reported(SessionEvent, Change?)
    }
    public var time: Timestamp
    public var kind: Kind
    public var id: SessionID?
    public var user: String?
  }

  public internal(set) var view = View.changes
  public internal(set) var events: [Event] = []
  /// From the newest, in each view.
  public internal(set) var selections: [View: Int] = [:]
  public internal(set) var viewport = ListViewport(margin: 0)
  /// A server reports what happens, so nothing has to be found out by looking.
  private var isReported = false

  public internal(set) var selected: Int {
    get { selections[view] ?? 0 }
    set { selections[view] = newValue }
  }

  /// Takes what was found out by looking.
  mutating func add(_ event: Event) {
    if !isReported { insert(event) }
  }

  mutating func forgetObserved() {
    isReported = true
    events = []
    selections[.changes] = 0
  }

  /// Takes what a server reported: a line for each change.
  mutating func report(_ event: SessionEvent) {
    guard !event.isFinding, !event.isEcho else { return }
    func line(_ change: Change?) -> Event {
      Event(time: event.at, kind: .reported(event, change), id: event.session, user: nil)
    }
    let changes = event.kind == .updated ? event.changes.prefix(Self.changesPerEvent) : []
    guard !changes.isEmpty else {
      insert(line(nil))
      return
    }
    for change in changes.reversed() { insert(line(change)) }
  }

  private mutating func insert(_ event: Event) {
    events.insert(event, at: 0)
    if events.count > Self.limit { events.removeLast(events.count - Self.limit) }
    if let selected = selections[.changes], selected > 0 { selections[.changes] = min(selected + 1, events.count - 1) }
  }

  /// The cursor stays on its line while others come in above it.
  mutating func keep(_ view: View, count: Int) {
    if let selected = selections[view], selected > 0 { selections[view] = min(selected + 1, max(0, count - 1)) }
  }
}
