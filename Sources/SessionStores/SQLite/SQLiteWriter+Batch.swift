import SessionModel

extension SQLiteWriter {
  /// Changes several sessions, each by itself where an edit or a new session needs it, in batches otherwise.
  func write(
    _ action: WritePlan.Action, to targets: [WritePlan.Target], at now: Timestamp, journal: any WriteJournal,
    report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    var batch = WriteBatch(action, pace: WritePace(usesWAL: access.usesWAL))
    let connection = try connection()
    var rest = targets[...]
    while !rest.isEmpty {
      if case .create = action {
        for target in rest { batch.receipt.add(target.id, try apply(action, to: target, at: now, journal: journal)) }
        break
      }
      let step = rest.prefix(batch.pace.rows)
      rest = rest.dropFirst(step.count)
      var rows: [SessionImage] = []
      for target in step {
        let image = try images.read(target.id, in: connection)
        let revision = image.map(images.revision)
        if let image, target.revision == nil || target.revision == revision {
          rows.append(image)
        } else {
          batch.receipt.conflicts.append(Conflict(id: target.id, expected: target.revision, current: revision))
        }
      }
      try await change(rows, &batch, journal)
      report(Progress(done: targets.count - rest.count, total: targets.count, hits: batch.receipt.conflicts.count))
    }
    return batch.receipt
  }

  /// Changes every session a query selects, walking the table by row id: rows that lie together share pages, so fewer
  /// are written than in the order of any index.
  func write(
    _ action: WritePlan.Action, matching query: Query, of total: Int, at now: Timestamp, journal: any WriteJournal,
    report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    var batch = WriteBatch(action, pace: WritePace(usesWAL: access.usesWAL), listsAll: false)
    var test = RowTest(query, in: table, at: now)
    var place: FieldValue?
    var read = 0
    while true {
      if Task.isCancelled { throw .cancelled }
      let found = try select(&test, after: place, limit: batch.pace.rows)
      read += found.read
      try await change(found.rows, &batch, journal)
      report(Progress(done: read, total: max(total, read), hits: batch.receipt.count))
      guard let last = found.last else { return batch.receipt }
      place = last
      await Task.yield()
    }
  }

  private struct Selected {
    var rows: [SessionImage] = []
    var read = 0
    /// Where the next selection goes on; nil at the end of the table.
    var last: FieldValue?
  }

  /// The next rows a query selects, read in one statement of some 15 ms at most.
  private func select(_ test: inout RowTest, after place: FieldValue?, limit: Int) throws(StoreError) -> Selected {
    let connection = try connection()
    let range = place == nil ? "" : " WHERE \(table.locator) > ?"
    let statement = try connection.statement(
      "SELECT \(table.rowColumns), \(images.columns) FROM \(table.name)\(range) ORDER BY \(table.locator)")
    defer { statement.reset() }
    try statement.bind(place.map { [$0] } ?? [])
    var selected = Selected()
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(15)
    while try statement.step() {
      selected.read += 1
      if test.matches(statement, from: 0) { selected.rows.append(images.image(statement, from: 8)) }
      if selected.rows.count >= limit || (selected.read & 63 == 0 && clock.now >= deadline) {
        selected.last = statement.value(0)
        break
      }
    }
    return selected
  }

  /// Puts rows into the journal and changes those that are still as they were read, a short transaction at a time.
  ///
  /// The journal is synced before the lock is taken: the app does not wait for it. A row that someone saves in between
  /// is left alone; its record then says no more than that nothing was done.
  private func change(
    _ rows: [SessionImage], _ batch: inout WriteBatch, _ journal: any WriteJournal
  ) async throws(StoreError) {
    guard !rows.isEmpty else { return }
    var steps: [(image: SessionImage, payload: FieldValue?)] = []
    for row in rows { steps.append((row, try changedPayload(of: row, by: batch.action))) }
    try journal.record(
      steps.map { image, payload in
        Restoration(id: image.id, before: image, after: payload.map { images.replacingPayload(of: image, with: $0) })
      })
    var rest = steps[...]
    while !rest.isEmpty {
      let connection = try connection()
      var held = batch.pace.begin()
      let outcomes = try connection.transaction { () throws(StoreError) -> [Bool] in
        held = batch.pace.begin()
        var outcomes: [Bool] = []
        for (image, payload) in rest {
          let isDone =
            if let payload {
              try images.update(image, payload: payload, in: connection)
            } else {
              try images.delete(image, in: connection)
            }
          outcomes.append(isDone)
          if held.isOver { break }
        }
        return outcomes
      }
      for (step, isDone) in zip(rest, outcomes) {
        if isDone {
          batch.add(step.image.id)
        } else {
          let current = try images.read(step.image.id, in: connection).map(images.revision)
          batch.receipt.conflicts.append(
            Conflict(id: step.image.id, expected: images.revision(step.image), current: current))
        }
      }
      rest = rest.dropFirst(outcomes.count)
      try await batch.pace.pause(after: held, rows: outcomes.count)
    }
  }
}

/// A write over many rows as it goes on.
struct WriteBatch {
  let action: WritePlan.Action
  var pace: WritePace
  var receipt = Receipt()
  private let listsAll: Bool

  init(_ action: WritePlan.Action, pace: WritePace, listsAll: Bool = true) {
    self.action = action
    self.pace = pace
    self.listsAll = listsAll
  }

  mutating func add(_ id: SessionID) {
    receipt.count += 1
    if listsAll || receipt.done.count < 1000 { receipt.done.append(id) }
  }
}
