import SessionModel
import SessionStores

/// What `delete` and `clear` have in common: the same change to each of the selected sessions.
struct MassChange: Sendable {
  var action: WritePlan.Action
  var words: ChangeRun.Words

  func run(_ request: TargetRequest, ids: [String], filter: FilterOptions, change: ChangeOptions) throws {
    if filter.filter != nil { _ = try filter.query() }
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        let selection = try await Selection(ids: ids, filter: filter, verb: words.verb, in: target)
        let run = ChangeRun(target: target, words: words, options: change)
        if let reason = target.info.readOnly, !change.dryRun { throw StoreError.readOnly(reason) }
        try run.confirm(count: selection.count)
        try await run.perform(WritePlan(action, on: selection.selection), count: selection.count)
      }
    }
  }
}
