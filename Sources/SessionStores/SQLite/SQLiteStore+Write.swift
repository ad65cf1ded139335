public import SessionModel

extension SQLiteStore {
  public func write(
    _ plan: WritePlan, at now: Timestamp, journal: any WriteJournal, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Receipt {
    if let reason = access.readOnly { throw .readOnly(reason) }
    let operation = plan.action.operation
    guard dialect.operations.contains(operation) else { throw .unsupported(operation) }
    if case .restore(let restorations) = plan.action {
      return try await writer.restore(
        restorations, journal: journal, pace: WritePace(usesWAL: access.usesWAL), report: report)
    }
    switch plan.selection {
    case .sessions(let targets) where targets.count == 1:
      var receipt = Receipt()
      let outcome = try await writer.apply(plan.action, to: targets[0], at: now, journal: journal)
      if case .conflict(let conflict) = outcome { throw .conflict(conflict) }
      receipt.add(targets[0].id, outcome)
      return receipt
    case .sessions(let targets):
      return try await writer.write(plan.action, to: targets, at: now, journal: journal, report: report)
    case .matching(let query):
      guard operation == .delete || operation == .clear else { throw .unsupported(operation) }
      let total = try await reader.countAll()
      return try await writer.write(plan.action, matching: query, of: total, at: now, journal: journal, report: report)
    }
  }
}

extension WritePlan.Action {
  public var operation: StoreError.Operation {
    switch self {
    case .edit: .edit
    case .delete: .delete
    case .clear: .clear
    case .create: .create
    case .restore: .restore
    }
  }
}
