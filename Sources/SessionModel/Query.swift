/// What to list: which sessions, in which order.
public struct Query: Sendable, Hashable {
  /// nil lists everything.
  public var filter: Filter?
  public var sort: Sort
  /// Expired sessions too. A filter that speaks of expiry implies it (`Filter.speaksOfExpiry`).
  public var includesExpired: Bool

  public init(filter: Filter? = nil, sort: Sort = .newest, includesExpired: Bool = false) {
    self.filter = filter
    self.sort = sort
    self.includesExpired = includesExpired
  }

  /// True when expired sessions are left out.
  public var activeOnly: Bool { !includesExpired && !(filter?.speaksOfExpiry ?? false) }
}

/// An order of the list. Ties are broken by the store's own row order, so every order is total.
public struct Sort: Sendable, Hashable {
  public enum Key: String, Sendable, Hashable, CaseIterable {
    case seen, created, expires, size, keys, user, id
  }
  public var key: Key
  public var descending: Bool

  public init(_ key: Key, descending: Bool) {
    self.key = key
    self.descending = descending
  }

  /// Newest activity first.
  public static let newest = Sort(.seen, descending: true)

  /// Reads `seen`, `-seen`. Times, sizes and key counts sort descending unless reversed by `-`; id and user ascending.
  public init?(parsing text: String) {
    let reversed = text.hasPrefix("-")
    guard let key = Key(rawValue: String(text.dropFirst(reversed ? 1 : 0))) else { return nil }
    self.init(key, descending: Self.natural(key) != reversed)
  }

  /// Whether a key's natural order is descending.
  public static func natural(_ key: Key) -> Bool { key != .id && key != .user }
}

extension Sort: CustomStringConvertible {
  public var description: String { (descending == Self.natural(key) ? "" : "-") + key.rawValue }
}

/// A place in a listing; made and read by the store alone, safe to print (it holds no whole session ID unless the
/// listing is sorted by it).
public struct Cursor: Sendable, Hashable {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// Where a page begins.
public enum PageStart: Sendable, Hashable {
  case first
  /// The page that ends with the last row.
  case last
  case after(Cursor)
  /// The page that ends just before this row.
  case before(Cursor)
  /// The page that begins with this row, or with what follows where it is gone.
  case from(Cursor)
  /// A page with this session in its middle.
  case around(SessionID)
}

/// A stretch of the listing.
public struct Page: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public var session: Session
    public var cursor: Cursor
    public init(session: Session, cursor: Cursor) {
      self.session = session
      self.cursor = cursor
    }
  }

  public var rows: [Row]
  public var hasMoreBefore: Bool
  public var hasMoreAfter: Bool
  /// What the store had to do, where that was not an index walk.
  public var notes: Set<Note>

  public enum Note: Sendable, Hashable {
    /// The store has no such time, so it listed by this key instead.
    case sortedBy(Sort.Key)
    /// The whole store was read to sort or filter.
    case scanned(rows: Int)
  }

  public init(rows: [Row] = [], hasMoreBefore: Bool = false, hasMoreAfter: Bool = false, notes: Set<Note> = []) {
    self.rows = rows
    self.hasMoreBefore = hasMoreBefore
    self.hasMoreAfter = hasMoreAfter
    self.notes = notes
  }
}

/// How far a long read or write has come.
public struct Progress: Sendable, Hashable {
  public var done: Int
  /// nil while unknown.
  public var total: Int?
  /// Rows found so far by a search, or conflicts met by a write.
  public var hits: Int
  public init(done: Int, total: Int?, hits: Int = 0) {
    self.done = done
    self.total = total
    self.hits = hits
  }
}

/// How many sessions there are.
public struct Count: Sendable, Hashable {
  /// Sessions the query selects.
  public var matched: Int
  public var active: Int
  public var expired: Int
  public var total: Int
  /// False where a store can only estimate.
  public var isExact: Bool
  public init(matched: Int, active: Int, expired: Int, total: Int, isExact: Bool = true) {
    self.matched = matched
    self.active = active
    self.expired = expired
    self.total = total
    self.isExact = isExact
  }
}
