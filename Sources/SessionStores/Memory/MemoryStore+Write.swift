import SessionModel

extension MemoryStore {
  public func preview(_ plan: WritePlan) -> [String] {
    let verb = plan.action.operation.rawValue
    switch plan.selection {
    case .sessions(let targets): return targets.map { "\(verb) \($0.id.shortened)" }
    case .matching(let query): return ["\(verb) where \(query.filter?.text ?? (query.activeOnly ? "@active" : "all"))"]
    }
  }

  public func write(
    _ plan: WritePlan, at now: Timestamp, journal: any WriteJournal, report: @escaping @Sendable (Progress) -> Void
  ) throws(StoreError) -> Receipt {
    try checkWritable()
    defer { listeners.send(.changed) }
    var receipt = Receipt()
    if case .restore(let restorations) = plan.action {
      for restoration in restorations { receipt.add(restoration.id, try restore(restoration, journal)) }
      return receipt
    }
    switch plan.selection {
    case .sessions(let targets):
      for target in targets {
        let outcome = try apply(plan.action, to: target, at: now, journal)
        if targets.count == 1, case .conflict(let conflict) = outcome { throw .conflict(conflict) }
        receipt.add(target.id, outcome)
      }
    case .matching(let query):
      let operation = plan.action.operation
      guard operation == .delete || operation == .clear else { throw .unsupported(operation) }
      for (session, _) in selected(query, at: now) {
        receipt.add(session.id, try apply(plan.action, to: .init(session.id, session.revision), at: now, journal))
      }
    }
    if receipt.count != 1 { receipt.revision = nil }
    return receipt
  }

  private func apply(
    _ action: WritePlan.Action, to target: WritePlan.Target, at now: Timestamp, _ journal: any WriteJournal
  ) throws(StoreError) -> WriteOutcome {
    let old = record(target.id)
    if case .create(let data, let expires) = action {
      guard old == nil else { throw .exists(target.id) }
      let new = Record(id: target.id, data: data, created: now, seen: now, expires: expires)
      try journal.record([Restoration(id: target.id, before: nil, after: new.image)])
      put(new)
      return .done(new.session.revision)
    }
    guard var new = old, let old else {
      guard target.revision != nil else { throw .noSuchSession(target.id) }
      return .conflict(Conflict(id: target.id, expected: target.revision, current: nil))
    }
    let revision = old.session.revision
    if let expected = target.revision, expected != revision {
      return .conflict(Conflict(id: target.id, expected: expected, current: revision))
    }
    if case .delete = action {
      try journal.record([Restoration(id: target.id, before: old.image, after: nil)])
      take(target.id)
      return .done(nil)
    }
    if old.data.hasDuplicateKeys { throw .editRefused(target.id, .duplicateKeys) }
    if case .edit(let changes) = action {
      do throws(ChangeFailure) { new.data = try old.data.applying(changes) } catch {
        throw .changeRefused(target.id, error)
      }
      guard new.data.members != nil else { throw .editRefused(target.id, .undecodable("top level is not an object")) }
    } else {
      new.data = .object([])
    }
    try journal.record([Restoration(id: target.id, before: old.image, after: new.image)])
    put(new)
    return .done(new.session.revision)
  }

  private func restore(
    _ restoration: Restoration, _ journal: any WriteJournal
  ) throws(StoreError) -> WriteOutcome {
    let current = record(restoration.id)
    if current?.image == restoration.before { return .done(current?.session.revision) }
    guard current?.image == restoration.after else {
      return .conflict(
        Conflict(
          id: restoration.id, expected: restoration.after.flatMap(Record.init)?.session.revision,
          current: current?.session.revision))
    }
    try journal.record([Restoration(id: restoration.id, before: current?.image, after: restoration.before)])
    guard let before = restoration.before else {
      take(restoration.id)
      return .done(nil)
    }
    guard let record = Record(before) else {
      throw .editRefused(restoration.id, .undecodable("not an image of this store"))
    }
    put(record)
    return .done(record.session.revision)
  }
}

extension MemoryStore.Record {
  var image: SessionImage {
    func text(_ text: String?) -> FieldValue { text.map { FieldValue($0) } ?? .null }
    func time(_ time: Timestamp?) -> FieldValue { time.map { .integer($0.milliseconds) } ?? .null }
    return SessionImage(
      id: id,
      fields: [
        .init("data", .text(payload)), .init("user", text(user)), .init("client", text(client)),
        .init("created", time(created)), .init("seen", time(seen)), .init("expires", time(expires)),
      ])
  }

  init?(_ image: SessionImage) {
    func field(_ name: String) -> FieldValue { image.fields.first { $0.name == name }?.value ?? .null }
    func text(_ name: String) -> String? {
      field(name).isNull ? nil : String(decoding: field(name).bytes, as: UTF8.self)
    }
    func time(_ name: String) -> Timestamp? {
      if case .integer(let milliseconds) = field(name) { Timestamp(milliseconds: milliseconds) } else { nil }
    }
    guard let data = try? JSONReader.read(field("data").bytes) else { return nil }
    self.init(
      id: image.id, data: data, user: text("user"), client: text("client"), created: time("created"),
      seen: time("seen"), expires: time("expires"))
  }
}
