/// What a store is and can do; shown in the header, asked by commands before they offer themselves.
public struct StoreInfo: Sendable, Hashable {
  /// What the operator named: a path, a URL.
  public var target: String
  /// `django`, `connect-sqlite3`, …
  public var dialect: String
  /// The table or key pattern.
  public var location: String
  /// nil when writing is possible.
  public var readOnly: StoreError.ReadOnlyReason?
  /// Sort keys the store has data for, and whether an index serves them.
  public var sorts: [Sort.Key: SortCost]
  /// What can be done at all; a single session may still refuse (`SessionContent.editObstacle`).
  public var operations: Set<StoreError.Operation>
  /// The columns worth showing.
  public var hasUser: Bool
  public var hasClient: Bool
  /// Whether it reports what happens, with the requests that cause it: then the number of the newest event when the
  /// target was opened. nil for a store that only tells that something was committed.
  public var lastEvent: Int?
  /// Said to the operator once, on opening.
  public var warnings: [Warning]

  public enum SortCost: Sendable, Hashable { case index, scan }
  public enum Warning: Sendable, Hashable {
    /// The table is empty, so the dialect was told by its columns alone.
    case unsure
    /// The data may be stale: opened as a snapshot because the folder cannot be written.
    case staleSnapshot
    /// Edits need the framework's secret key.
    case needsSecret
    /// Such a session never expires by the store's own rule.
    case noExpiry
    /// A setting of the app that will hurt, as its debug endpoint reports; `Finding.Code` has the sentences of the known
    /// ones.
    case server(code: String, detail: String)
  }

  public init(
    target: String, dialect: String, location: String, readOnly: StoreError.ReadOnlyReason? = nil,
    sorts: [Sort.Key: SortCost] = [:], operations: Set<StoreError.Operation> = [], hasUser: Bool = false,
    hasClient: Bool = false, lastEvent: Int? = nil, warnings: [Warning] = []
  ) {
    self.target = target
    self.dialect = dialect
    self.location = location
    self.readOnly = readOnly
    self.sorts = sorts
    self.operations = operations
    self.hasUser = hasUser
    self.hasClient = hasClient
    self.lastEvent = lastEvent
    self.warnings = warnings
  }
}
