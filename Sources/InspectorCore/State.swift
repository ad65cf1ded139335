import SessionModel
import TerminalUI

/// Everything the inspector knows: what the view draws and `update` changes.
public struct State: Sendable, Equatable {
  /// The time of the last message.
  public internal(set) var now: Timestamp
  public internal(set) var size: Size
  public internal(set) var info: StoreInfo
  public internal(set) var settings: Settings
  public internal(set) var masks: Masks
  public internal(set) var connection = Connection.live
  /// What the target reported by itself; empty for those that only say that something changed.
  public internal(set) var log = EventLog()
  /// Reported while the screen stands still.
  var heldEvents: [SessionEvent] = []

  public internal(set) var list: ListState
  /// The session under the cursor with its keys.
  public internal(set) var open: OpenSession?
  public internal(set) var histories = Histories()
  public internal(set) var value = ValuePane()
  public internal(set) var activity = Activity()
  public internal(set) var focus = Pane.list

  public internal(set) var prompt: Prompt?
  public internal(set) var overlay: Overlay?
  public internal(set) var notice: Notice?
  var noticeUntil: Timestamp?

  public internal(set) var counting = Counting()
  public internal(set) var writing: Writing?
  public internal(set) var undo = UndoSummary()
  /// Secrets are shown until then.
  public internal(set) var revealedUntil: Timestamp?
  /// The target masks secrets itself: real values have to be asked for.
  public internal(set) var masksAtTarget = false
  /// A key to go to once its session is open.
  var wantedKey: WantedKey?
  /// Lines typed behind `:`, newest first.
  public internal(set) var commandHistory: [String] = []

  /// Pinned sessions to be read again.
  var pinsDue: [SessionID] = []
  var pinRequests: [Int: SessionID] = [:]
  /// What the editor was opened on.
  var editor: EditorSession?
  /// Esc stopped a scan; its request is to be cancelled.
  var stopsLoading = false
  /// Ctrl-C was pressed at this moment and had nothing to cancel.
  var interruptedAt: Timestamp?
  /// When the timer that is set will ring.
  var tickAt: Timestamp?
  private var lastRequest = 0

  public init(info: StoreInfo, settings: Settings = Settings(), size: Size, now: Timestamp) {
    self.info = info
    self.settings = settings
    self.size = size
    self.now = now
    masks = Masks(additional: settings.masks)
    let filter = settings.filter.isEmpty ? nil : try? Filter(parsing: settings.filter)
    list = ListState(
      query: Query(filter: filter, sort: settings.sort, includesExpired: settings.includesExpired))
  }

  mutating func nextRequest() -> Int {
    lastRequest += 1
    return lastRequest
  }

  /// Shows a message for a while.
  mutating func say(_ notice: Notice) {
    self.notice = notice
    noticeUntil = now + (notice.severity == .error ? .seconds(60) : .seconds(10))
  }

  /// How many sessions the present filter selects; nil while they are counted.
  public var matched: Int? { counting.query == list.query ? counting.count?.matched : nil }

  public var isRevealed: Bool { revealedUntil.map { $0 > now } ?? false }
}

/// The parts of the screen that can have the keys.
public enum Pane: Int, Sendable, Hashable, CaseIterable {
  case list = 1, keys, value, activity

  var context: Context {
    switch self {
    case .list: .list
    case .keys: .keys
    case .value: .value
    case .activity: .activity
    }
  }
}

extension State {
  /// Where keys are looked up now.
  public var context: Context {
    switch overlay {
    case .help, .palette, .info, .themes, .finding: .help
    case .timeline: .timeline
    case .diff: .diff
    case .undoList: .undoList
    case .conflict: .conflict
    case nil: focus.context
    }
  }
}
