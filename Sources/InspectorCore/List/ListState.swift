import SessionModel
import TerminalUI

/// The list of sessions: a window of at most ``ListState/windowLimit`` rows onto a listing of any length.
public struct ListState: Sendable, Equatable {
  /// Rows kept at once.
  public static let windowLimit = 600
  /// Rows asked for at an edge.
  static let pageSize = 200
  /// How long rows are marked as new, changed or gone.
  public static let fading: Duration = .seconds(10)

  public internal(set) var query: Query
  /// The window, in the listing's order.
  public internal(set) var rows: [Page.Row] = []
  public internal(set) var hasMoreBefore = false
  public internal(set) var hasMoreAfter = false
  public internal(set) var notes: Set<Page.Note> = []
  /// The rows and the tombstones between them, as shown.
  public internal(set) var items: [ListItem] = []
  /// The session under the cursor; it stays the same session wherever its row goes.
  public internal(set) var cursor: SessionID?
  public internal(set) var viewport = ListViewport()
  public internal(set) var marks = Marks()
  /// Where `mark-range` began.
  var markAnchor: SessionID?
  public internal(set) var flashes: [SessionID: Flash] = [:]
  public internal(set) var tombstones: [Tombstone] = []
  /// The request under way; there is never more than one.
  public internal(set) var loading: PageRequest?
  /// How far a scan under way has come.
  public internal(set) var progress: Progress?
  /// Why the last page could not be had.
  public internal(set) var problem: StoreError?
  /// True once a page has come for the present query.
  public internal(set) var hasLoaded = false
  /// Something changed in the store since the window was loaded.
  var isDirty = false
  /// A place to go as soon as the request under way is out of the way.
  var wanted: PageRequest.Purpose?
  /// The session that was under the cursor and is in the window no more, while it is looked for.
  var lost: Lost?
  /// No refresh before this moment: a costly query rests five times as long as it took.
  var restsUntil: Timestamp?
  /// Changes seen while the screen stands still; nil when it is live.
  public internal(set) var frozenChanges: Int?
  /// The cursor jumps to what changed last.
  public internal(set) var followsChanges = false
  public internal(set) var hiddenColumns: Set<Column> = []

  init(query: Query) { self.query = query }

  public var isFrozen: Bool { frozenChanges != nil }
  /// The cursor's place among `items`.
  public var cursorIndex: Int? { cursor.flatMap { id in items.firstIndex { $0.id == id } } }
  /// What is under the cursor.
  public var cursorItem: ListItem? { cursorIndex.map { items[$0] } }

  /// Columns of the list that can be switched off. The id always stays.
  public enum Column: String, Sendable, Hashable, CaseIterable { case user, client, idle, ttl, size, keys, changes }
}

extension ListState {
  /// A row that left the window, and the one it stood below: shown as it was until its session is found.
  struct Lost: Sendable, Equatable {
    var row: Page.Row
    var below: SessionID?
    var id: SessionID { row.session.id }
  }
}

/// A request for rows under way.
public struct PageRequest: Sendable, Equatable {
  enum Purpose: Sendable, Equatable {
    /// The first page of a new query.
    case open
    case first, last
    case after, before
    /// The window again.
    case refresh
    /// Where the session under the cursor went.
    case around(SessionID)
  }
  public let number: Int
  var purpose: Purpose
  /// When it was sent.
  public let began: Timestamp
}

/// A line of the list.
public enum ListItem: Sendable, Hashable {
  case row(Page.Row)
  case tombstone(Tombstone)

  public var session: Session {
    switch self {
    case .row(let row): row.session
    case .tombstone(let tombstone): tombstone.session
    }
  }
  public var id: SessionID { session.id }
  public var isGone: Bool { if case .tombstone = self { true } else { false } }
}

/// What is left of a session that went away, for a while.
public struct Tombstone: Sendable, Hashable {
  public var session: Session
  /// The row it stood below; nil at the top.
  var below: SessionID?
  public var since: Timestamp
  public var fate: Fate

  /// Why a session is not listed any more.
  public enum Fate: Sendable, Hashable {
    /// This inspector deleted it.
    case deletedHere
    /// It is in the listing no more, and the listing leaves nothing out.
    case gone
    /// It expired, and expired sessions are not listed.
    case expired
    /// It may be there, but the filter does not select it any more.
    case filteredOut
  }

  /// True when there is nothing left to act on.
  public var isGone: Bool { fate == .deletedHere || fate == .gone }
}

/// Why a row is marked in the gutter.
public struct Flash: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case new, changed }
  public var kind: Kind
  public var since: Timestamp
  /// Changes in a row, for the Δ column.
  public var count: Int
}

/// Sessions marked for what comes next, with the revision each was seen at.
public struct Marks: Sendable, Equatable {
  /// In the order they were marked.
  public private(set) var ids: [SessionID] = []
  private var sessions: [SessionID: Session] = [:]

  public var count: Int { ids.count }
  public var isEmpty: Bool { ids.isEmpty }
  public func contains(_ id: SessionID) -> Bool { sessions[id] != nil }
  public var all: [Session] { ids.compactMap { sessions[$0] } }

  mutating func insert(_ session: Session) {
    if sessions.updateValue(session, forKey: session.id) == nil { ids.append(session.id) }
  }
  mutating func remove(_ id: SessionID) {
    if sessions.removeValue(forKey: id) != nil { ids.removeAll { $0 == id } }
  }
  mutating func removeAll() { self = Marks() }
}
