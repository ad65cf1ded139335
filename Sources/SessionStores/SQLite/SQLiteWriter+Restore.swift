import SessionModel

extension SQLiteWriter {
  /// Makes a new row for a session that was exported from somewhere.
  func create(
    _ id: SessionID, _ data: Value, expires: Timestamp?, at now: Timestamp, _ journal: any WriteJournal,
    _ connection: SQLiteConnection
  ) throws(StoreError) -> WriteOutcome {
    let dialect = table.dialect
    let payload = try encoded(data, replacing: [], of: id)
    var fields: [SessionImage.Field] = [
      .init(dialect.id.column, FieldValue(id.text)),
      .init(dialect.payload.column, dialect.payload.isBlob ? .blob(payload) : .text(payload)),
    ]
    for time in [dialect.created, dialect.seen].compactMap(\.self) {
      fields.append(.init(time.column, time.kind.stored(now)))
    }
    let expiry = dialect.expiryColumn.column
    fields.removeAll { $0.name == expiry }
    // Where a session expires by being idle, one without an end is as good as used just now.
    let isIdle = if case .idle = dialect.expiry { true } else { false }
    fields.append(
      .init(expiry, expires == nil && isIdle ? dialect.expiryColumn.kind.stored(now) : table.storedExpiry(expires)))
    try images.insert(SessionImage(id: id, fields: fields), in: connection)
    let after = try images.read(id, in: connection)
    // Not yet committed: if this cannot be recorded, nothing has happened.
    try journal.record([Restoration(id: id, before: nil, after: after)])
    return .done(after.map(images.revision))
  }

  /// Puts one session back as it was, within a transaction.
  func restore(
    _ restoration: Restoration, _ journal: any WriteJournal, _ connection: SQLiteConnection
  ) throws(StoreError) -> WriteOutcome {
    let current = try images.read(restoration.id, in: connection)
    guard !images.areEqual(current, restoration.before) else { return .done(current.map(images.revision)) }
    guard images.areEqual(current, restoration.after) else {
      return .conflict(
        Conflict(
          id: restoration.id, expected: restoration.after.map(images.revision), current: current.map(images.revision)))
    }
    switch (current, restoration.before) {
    case (let current?, nil): _ = try images.delete(current, in: connection)
    case (_?, let before?): try images.overwrite(before, in: connection)
    case (nil, let before?): try images.insert(before, in: connection)
    case (nil, nil): break
    }
    let after = try images.read(restoration.id, in: connection)
    // Recorded before it is committed, with the row as it really is now.
    try journal.record([Restoration(id: restoration.id, before: current, after: after)])
    return .done(after.map(images.revision))
  }

  /// Puts sessions back, a few at a time so that the app's own writes get in between.
  func restore(
    _ restorations: [Restoration], journal: any WriteJournal, pace: WritePace,
    report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    let connection = try connection()
    var receipt = Receipt()
    var pace = pace
    var rest = restorations[...]
    while !rest.isEmpty {
      let held = pace.begin()
      let collected = CollectedRestorations()
      let step = try connection.transaction { () throws(StoreError) -> [(Restoration, WriteOutcome)] in
        var step: [(Restoration, WriteOutcome)] = []
        for restoration in rest {
          step.append((restoration, try restore(restoration, collected, connection)))
          if held.isOver { break }
        }
        if !collected.isEmpty { try journal.record(collected.take()) }
        return step
      }
      rest = rest.dropFirst(step.count)
      for (restoration, outcome) in step { receipt.add(restoration.id, outcome) }
      report(Progress(done: restorations.count - rest.count, total: restorations.count, hits: receipt.conflicts.count))
      if !rest.isEmpty { try await pace.pause(after: held, rows: step.count) }
    }
    return receipt
  }
}

/// Gathers what the sessions of one transaction record, so that the journal is synced once for all of them.
private final class CollectedRestorations: WriteJournal, @unchecked Sendable {
  // Used on the writer's thread alone.
  private var restorations: [Restoration] = []
  var isEmpty: Bool { restorations.isEmpty }
  func record(_ restorations: [Restoration]) { self.restorations += restorations }
  func take() -> [Restoration] {
    defer { restorations = [] }
    return restorations
  }
}
