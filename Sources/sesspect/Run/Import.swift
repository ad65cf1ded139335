import SessionCodecs
import SessionModel
import SessionStores

/// Writes imported sessions, as one operation of the undo journal.
struct Import {
  let run: ChangeRun
  let replaces: Bool

  /// Sessions written at once where whole rows are put back.
  private static let batchSize = 200

  func perform(_ lines: ImportFile, count: Int) async throws {
    guard count > 0 else { return try run.report(Receipt(), undo: nil) }
    let operation = try run.begin(count: count)
    var receipt = Receipt()
    do {
      var rows: [SessionImage] = []
      try await lines.forEach { number, line in
        let session = try ExportLine.read(line, number: number)
        if let image = session.image, session.dialect == run.target.info.dialect {
          rows.append(image)
          if rows.count >= Self.batchSize {
            add(try await restore(rows, operation), to: &receipt)
            rows = []
          }
        } else {
          add(try await create(session, operation), to: &receipt)
        }
      }
      if !rows.isEmpty { add(try await restore(rows, operation), to: &receipt) }
    } catch let error as StoreError {
      guard receipt.count > 0, let id = operation.id else { throw error }
      throw CommandFailure.partly(error, undo: ChangeRun.undoCommand(id))
    }
    try operation.finish()
    try run.report(receipt, undo: operation.id.map(ChangeRun.undoCommand))
  }

  /// Puts whole rows back. A row that is there is replaced only when that was asked for, and only as it is now.
  private func restore(_ images: [SessionImage], _ operation: UndoJournal.Operation) async throws -> Receipt {
    let store = run.target.store
    var present: [SessionID: SessionImage] = [:]
    if replaces, let reading = store as? any ImageReading {
      for image in try await reading.images(of: images.map(\.id)) { present[image.id] = image }
    }
    let restorations = images.map { Restoration(id: $0.id, before: $0, after: present[$0.id]) }
    let plan = WritePlan(.restore(restorations), on: .sessions(images.map { .init($0.id) }))
    do throws(StoreError) {
      return try await store.write(plan, at: run.target.now, journal: operation) { _ in }
    } catch {
      guard case .conflict(let conflict) = error else { throw error }
      return Receipt(conflicts: [conflict])
    }
  }

  /// Makes a session of the values, in the target's own format.
  private func create(_ session: ExportLine.Session, _ operation: UndoJournal.Operation) async throws -> Receipt {
    let store = run.target.store
    if replaces, (try? await store.content(of: session.id)) != nil {
      _ = try await store.write(
        WritePlan(.delete, on: .sessions([.init(session.id)])), at: run.target.now, journal: operation
      ) { _ in }
    }
    let plan = WritePlan(.create(value(of: session), expires: session.expires), on: .sessions([.init(session.id)]))
    return try await store.write(plan, at: run.target.now, journal: operation) { _ in }
  }

  /// The payload decoded by its own codec knows bytes and dates that JSON does not; else the exported data.
  private func value(of session: ExportLine.Session) -> Value {
    guard let payload = session.payload, let dialect = Dialects.named(session.dialect) else { return session.data }
    let decoded = dialect.payload.codec([], { Environment.now }).decode(payload)
    return decoded.value.members != nil ? decoded.value : session.data
  }

  private func add(_ other: Receipt, to receipt: inout Receipt) {
    receipt.count += other.count
    receipt.conflicts += other.conflicts
    receipt.done += other.done.prefix(max(0, 1000 - receipt.done.count))
  }
}
