import SessionCodecs
import SessionModel

/// Changes a session table on a thread of its own. Its read-write handle is opened by the first write.
actor SQLiteWriter {
  nonisolated let access: SQLiteAccess
  nonisolated let table: SessionTable
  nonisolated let images: RowImages
  private nonisolated let executor = ThreadExecutor(name: "sqlite-write")
  private let limits: LockWait.Limits
  private var current: SQLiteConnection?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ access: SQLiteAccess, _ table: SessionTable, waiting limits: LockWait.Limits) {
    self.access = access
    self.table = table
    self.limits = limits
    images = RowImages(table: table)
  }

  deinit { executor.stop() }

  func connection() throws(StoreError) -> SQLiteConnection {
    if let reason = access.readOnly { throw .readOnly(reason) }
    guard let status = FileStatus(path: access.path) else {
      close()
      throw .unreachable(access.path, detail: "the file is gone")
    }
    if let current, let file = current.file, file.isSameFile(as: status) { return current }
    close()
    let opened = try SQLiteConnection(path: access.path, mode: .writing, waiting: limits)
    current = opened
    return opened
  }

  func close() {
    current?.close()
    current = nil
  }

  // MARK: One session

  /// Changes one session: read, checked, put into the journal and changed in one transaction.
  func apply(
    _ action: WritePlan.Action, to target: WritePlan.Target, at now: Timestamp, journal: any WriteJournal
  ) throws(StoreError) -> WriteOutcome {
    let connection = try connection()
    return try connection.transaction { () throws(StoreError) -> WriteOutcome in
      let before = try images.read(target.id, in: connection)
      if case .create(let data, let expires) = action {
        guard before == nil else { throw .exists(target.id) }
        return try create(target.id, data, expires: expires, at: now, journal, connection)
      }
      guard let before else {
        guard target.revision != nil else { throw .noSuchSession(target.id) }
        return .conflict(Conflict(id: target.id, expected: target.revision, current: nil))
      }
      let revision = images.revision(before)
      if let expected = target.revision, expected != revision {
        return .conflict(Conflict(id: target.id, expected: expected, current: revision))
      }
      let payload = try changedPayload(of: before, by: action)
      let after = payload.map { images.replacingPayload(of: before, with: $0) }
      try journal.record([Restoration(id: target.id, before: before, after: after)])
      let isDone =
        if let payload {
          try images.update(before, payload: payload, in: connection)
        } else {
          try images.delete(before, in: connection)
        }
      // The transaction holds the lock, so only a trigger of the app's can get in between.
      guard isDone else { return .conflict(Conflict(id: target.id, expected: revision, current: revision)) }
      return .done(after.map(images.revision))
    }
  }

  /// The payload after an edit or a clear; nil for a delete.
  func changedPayload(of image: SessionImage, by action: WritePlan.Action) throws(StoreError) -> FieldValue? {
    let old = images.payload(image)
    let decoded = table.codec.decode(old.bytes)
    let value: Value
    switch action {
    case .edit(let changes):
      if let obstacle = decoded.editObstacle { throw .editRefused(image.id, obstacle) }
      do throws(ChangeFailure) { value = try decoded.value.applying(changes) } catch {
        throw .changeRefused(image.id, error)
      }
    case .clear:
      if let obstacle = decoded.editObstacle { throw .editRefused(image.id, obstacle) }
      value = table.dialect.cleared(decoded.value)
    case .delete, .create, .restore: return nil
    }
    return old.replacing(with: try encoded(value, replacing: old.bytes, of: image.id))
  }

  /// Encodes and reads back: what cannot be read again is never stored. That it means the same is the codec's to check,
  /// for PHP and msgpack have no `7.50`, only the number.
  func encoded(_ value: Value, replacing old: [UInt8], of id: SessionID) throws(StoreError) -> [UInt8] {
    do throws(EditObstacle) {
      let payload = try table.codec.encode(value, replacing: old)
      let back = table.codec.decode(payload)
      if let obstacle = back.editObstacle { throw obstacle }
      return payload
    } catch {
      throw .editRefused(id, error)
    }
  }
}

extension Dialect {
  /// A session's data without its entries.
  func cleared(_ value: Value) -> Value {
    .object((value.members ?? []).filter { keptOnClear.contains($0.key) })
  }
}
