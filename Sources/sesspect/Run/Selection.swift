import SessionModel
import SessionStores

/// The sessions a mass change is about: named by their IDs, or matching a filter.
struct Selection: Sendable {
  var selection: WritePlan.Selection
  var count: Int

  init(ids: [String], filter: FilterOptions, verb: String, in target: OpenTarget) async throws {
    if ids.isEmpty, filter.filter == nil { throw CommandFailure.noSelection(verb: verb) }
    if !ids.isEmpty, filter.filter != nil { throw CommandFailure.twoSelections(verb: verb) }
    guard ids.isEmpty else {
      var targets: [WritePlan.Target] = []
      for id in ids {
        let resolved = try await target.store.resolve(id)
        if !targets.contains(where: { $0.id == resolved }) { targets.append(.init(resolved)) }
      }
      selection = .sessions(targets)
      count = targets.count
      return
    }
    let query = try filter.query()
    count = try await target.store.count(query, at: target.now) { _ in }.matched
    selection = .matching(query)
    // One is not asked about, so it must be that one and no other that comes to match meanwhile.
    if count == 1 {
      let page = try await target.store.page(query, from: .first, limit: 1, at: target.now) { _, _ in }
      selection = .sessions(page.rows.map { .init($0.session.id, $0.session.revision) })
      count = page.rows.count
    }
  }
}
