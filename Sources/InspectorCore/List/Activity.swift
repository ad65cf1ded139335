import SessionModel
import TerminalUI

/// What happened lately, in the whole store as far as it was seen, newest first.
public struct Activity: Sendable, Equatable {
  static let limit = 200

  public struct Event: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case appeared, changed, went
      /// A key of the open or a pinned session.
      case key(Path, old: Value?, new: Value?)
      /// A change of our own.
      case wrote(WriteSubject)
    }
    public var time: Timestamp
    public var kind: Kind
    public var id: SessionID?
    public var user: String?
  }

  public internal(set) var events: [Event] = []
  /// From the newest.
  public internal(set) var selected = 0
  public internal(set) var viewport = ListViewport(margin: 0)

  mutating func add(_ event: Event) {
    events.insert(event, at: 0)
    if events.count > Self.limit { events.removeLast(events.count - Self.limit) }
    if selected > 0 { selected = min(selected + 1, events.count - 1) }
  }
}
