import SessionModel

/// Where sessions are kept: one conforming type per kind of target, one conformance suite for all of them.
///
/// Guarantees every store gives:
/// - No call holds a lock, a cursor or a read transaction after it returns.
/// - Reads never change the store. The first write is what opens it for writing.
/// - A write checks the revision it was planned on against what is stored, in the same transaction.
/// - Every row a write touches is in the journal, durably, before it changes.
/// - Cancelling the calling task stops a long read or write at the next row batch; what was done stays done and is in
///   the journal.
/// - Errors are `StoreError`.
public protocol SessionStore: Sendable {
  var info: StoreInfo { get async }

  /// A stretch of the listing.
  ///
  /// Where the whole store has to be read (a filter, an order without an index) `report` is called now and then, at
  /// most every 50 ms, with how far it came and the rows found so far in order.
  func page(
    _ query: Query, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> Page

  func count(
    _ query: Query, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Count

  /// One session with its data. Throws `.noSuchSession`.
  ///
  /// A server masks secrets before they leave it; `revealing` asks for them all the same, which the server writes down.
  /// A database has no such guard and gives everything always.
  func content(of id: SessionID, revealing: Bool) async throws(StoreError) -> SessionContent

  /// The session whose id is `text`, or the only one whose id begins with it (also accepts the id as a browser's
  /// cookie has it, where the store adds a prefix). Throws `.noSuchSession`, `.ambiguousID`.
  func resolve(_ text: String) async throws(StoreError) -> SessionID

  /// What the plan will do in the store's own language (SQL, a Redis command, an HTTP call), a statement a line,
  /// with values shortened; for the confirmation prompt.
  func preview(_ plan: WritePlan) async -> [String]

  /// Makes the change. One session: throws `.conflict` and changes nothing where it is not at its revision.
  /// Several: leaves the changed ones alone and lists them in the receipt.
  func write(
    _ plan: WritePlan, at now: Timestamp, journal: any WriteJournal, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt

  /// Signals as others change the store, coalesced; ends when the stream's task is cancelled.
  func signals() -> AsyncStream<StoreSignal>

  func close() async
}

extension SessionStore {
  /// One session with its data, secrets as the store gives them to anyone who asks.
  public func content(of id: SessionID) async throws(StoreError) -> SessionContent {
    try await content(of: id, revealing: false)
  }
}

/// What a store says of itself while it is watched.
public enum StoreSignal: Sendable, Hashable {
  /// Something was committed, by anyone: ask again for what is on the screen.
  case changed
  case connection(Connection)
  /// A running server reports what happened. Events that happened before the watch began come first, oldest first.
  case event(SessionEvent)
  /// Another process of the running app is part of the store now: `info` is another.
  case joined

  public enum Connection: Sendable, Hashable {
    case live, reconnecting
    /// The file was removed or the server ended.
    case gone
  }
}

/// Where a write puts what it is about to overwrite.
public protocol WriteJournal: Sendable {
  /// Returns when the restorations are durable. Throwing stops the write before it changed these rows.
  func record(_ restorations: [Restoration]) throws(StoreError)
}
