import SessionCodecs
import SessionModel

/// The sessions in a SQLite file, whichever framework keeps them there.
///
/// ```swift
/// let store = try await SQLiteStore.open(path: "db.sqlite3", now: { clock.now })
/// let page = try await store.page(Query(), from: .first, limit: 50, at: now) { _, _ in }
/// ```
///
/// Reads use a handle that cannot write; the one that can is opened by the first change. The journal mode, indexes and
/// schema are never touched.
public final class SQLiteStore: SessionStore {
  public let info: StoreInfo
  /// What it was recognised as.
  public let dialect: Dialect

  let access: SQLiteAccess
  let table: SessionTable
  let limits: LockWait.Limits
  let reader: SQLiteReader
  let writer: SQLiteWriter

  /// Opens a database and finds its sessions. `now` is asked for the time of new signatures.
  ///
  /// Throws `.noSuchFile`, `.isDirectory`, `.notPermitted`, `.notADatabase`, `.corrupt`, `.noSessionTable`,
  /// `.ambiguous`, `.unknownDialect`, `.noSuchTable`, `.dialectMismatch`, `.locked`.
  public static func open(
    path: String, options: SQLiteOptions = SQLiteOptions(), now: @escaping @Sendable () -> Timestamp
  ) async throws(StoreError) -> SQLiteStore {
    let access = try SQLiteAccess.decide(path: path, readOnlyAsked: options.isReadOnly)
    let limits = LockWait.Limits(total: options.lockTimeout, onWait: options.onLockWait)
    let match = try await SQLiteOpening(access, options, limits).detect()
    let table = SessionTable(
      match.dialect, match.schema, secrets: options.secrets, lifetime: options.lifetime, now: now)
    return SQLiteStore(access, table, limits, isUnsure: match.isUnsure, hasSecret: !options.secrets.isEmpty)
  }

  private init(
    _ access: SQLiteAccess, _ table: SessionTable, _ limits: LockWait.Limits, isUnsure: Bool, hasSecret: Bool
  ) {
    self.access = access
    self.table = table
    self.limits = limits
    dialect = table.dialect
    reader = SQLiteReader(access, table, waiting: limits)
    writer = SQLiteWriter(access, table, waiting: limits)
    var warnings: [StoreInfo.Warning] = []
    if isUnsure { warnings.append(.unsure) }
    if access.mode == .snapshot { warnings.append(.staleSnapshot) }
    if table.dialect.payload.isSigned, !hasSecret { warnings.append(.needsSecret) }
    var operations = table.dialect.operations
    if access.readOnly != nil { operations.formIntersection([.sort, .watch]) }
    let hasUser = if case .unknown = table.dialect.user { false } else { true }
    info = StoreInfo(
      target: access.path, dialect: table.dialect.name, location: table.schema.name, readOnly: access.readOnly,
      sorts: table.sorts, operations: operations, hasUser: hasUser, hasClient: table.dialect.client != nil,
      warnings: warnings)
  }

  public func close() async {
    await reader.close()
    await writer.close()
  }

  public func content(of id: SessionID, revealing: Bool) async throws(StoreError) -> SessionContent {
    try await reader.content(of: id)
  }
  public func resolve(_ text: String) async throws(StoreError) -> SessionID { try await reader.resolve(text) }

  // MARK: Listing

  public func page(
    _ query: Query, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> Page {
    let order = RowOrder(query.sort, in: table)
    if order.isIndexed, let conditions = SQLConditions(query, in: table, walking: order, at: now) {
      return try await reader.page(order, conditions, from: start, limit: limit)
    }
    return try await scannedPage(query, order, from: start, limit: max(1, limit), at: now, report: report)
  }

  public func count(
    _ query: Query, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Count {
    let isIndexed = table.schema.isIndexed(dialect.expiryColumn.column)
    let conditions = SQLConditions(query, in: table, walking: nil, at: now)
    if conditions == nil, !isIndexed {
      // All numbers in one pass; the scan has counted the rows for its progress.
      let scan = try await scan(query, windows: [], countsExpired: true, at: now) { progress, _ in report(progress) }
      let total = scan.progress.total ?? scan.progress.done
      return Count(
        matched: scan.progress.hits, active: max(0, total - scan.expired), expired: scan.expired, total: total)
    }
    let total = try await reader.countAll()
    let progress = CountProgress(total: total, report)
    let expired = try await reader.count(
      [table.isExpired(at: now)], isIndexed: isIndexed || total == 0, report: progress.add)
    let active = max(0, total - expired)
    let matched: Int
    switch query.filter?.terms.map(\.test) {
    case nil: matched = query.activeOnly ? active : total
    case [.expired]? where query.filter?.terms.first?.negated == false: matched = expired
    default:
      if let conditions {
        matched = try await reader.count(
          conditions.fragments, isIndexed: isIndexed || conditions.selectsByID, report: progress.add)
      } else {
        matched = try await scan(query, windows: [], at: now) { progress, _ in report(progress) }.progress.hits
      }
    }
    return Count(matched: matched, active: active, expired: expired, total: total)
  }
}
