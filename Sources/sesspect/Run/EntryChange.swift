import SessionModel
import SessionStores

/// What `set` and `unset` have in common: one change inside one session, made on the revision that was looked at.
struct EntryChange: Sendable {
  var words: ChangeRun.Words
  var path: Path
  /// The change for the data as it is.
  var change: @Sendable (Value) throws -> Change

  init(words: ChangeRun.Words, path text: String, change: @escaping @Sendable (Path, Value) throws -> Change) throws {
    let path: Path
    do throws(Path.Failure) { path = try Path(parsing: text) } catch { throw CommandFailure.badPath(error, text: text) }
    guard !path.isRoot else { throw CommandFailure.rootPath }
    self.words = words
    self.path = path
    self.change = { try change(path, $0) }
  }

  /// An edit names one path, so it does not matter what else the app saved meanwhile: it is made again on what is there
  /// then, a few times, unless the caller named a revision.
  private static let attempts = 5

  func run(_ request: TargetRequest, id: String, revision: String?, options: ChangeOptions) throws {
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        if let reason = target.info.readOnly, !options.dryRun { throw StoreError.readOnly(reason) }
        let id = try await target.store.resolve(id)
        var run = ChangeRun(target: target, words: words, options: options)
        try run.confirm(count: 1)
        for attempt in 1... {
          let content = try await target.store.content(of: id)
          if let obstacle = content.editObstacle { throw StoreError.editRefused(id, obstacle) }
          if let revision, revision != content.session.revision.text {
            throw StoreError.conflict(
              Conflict(id: id, expected: Revision(revision), current: content.session.revision))
          }
          let change: Change
          do { change = try self.change(content.data) } catch let failure as ChangeFailure {
            throw StoreError.changeRefused(id, failure)
          }
          run.detail = summary(change, id: id, mask: Mask(reveal: false, patterns: request.masks))
          do {
            let plan = WritePlan(.edit([change]), on: .sessions([.init(id, content.session.revision)]))
            return try await run.perform(plan, count: 1)
          } catch StoreError.conflict where revision == nil && attempt < Self.attempts {
            continue
          }
        }
      }
    }
  }

  /// `Set cart.total in 9f3a…c21e: 39.90 → 42.90`, without secrets.
  private func summary(_ change: Change, id: SessionID, mask: Mask) -> String {
    func text(_ value: Value) -> String {
      let shown = mask(value, at: change.path)
      return ValueText.maskedLength(shown) != nil
        ? "••••" : shown.childCount == nil ? shown.summary(limit: 40) : shown.summary()
    }
    let subject = "\(words.done) \(change.path) in \(id.shortened)"
    return switch change.operation {
    case .add(let value, _): "\(subject): \(text(value))"
    case .remove(let old, _): "\(subject), it was \(text(old))"
    case .replace(let old, let new): "\(subject): \(text(old)) → \(text(new))"
    case .rename(let name): "\(subject): \(name)"
    }
  }
}
