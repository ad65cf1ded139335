import SessionModel
import TerminalUI

extension State {
  /// Loads the listing anew, for another filter, order or scope.
  mutating func openQuery(_ query: Query) {
    list.query = query
    list.wanted = .open
    list.problem = nil
    counting.abandon()
  }

  /// The request the list needs most, if any may be sent: one at a time.
  mutating func listEffects() -> [Effect] {
    if let wanted = list.wanted {
      list.wanted = nil
      var effects: [Effect] = []
      if let loading = list.loading { effects.append(.cancel(request: loading.number)) }
      return effects + send(wanted)
    }
    guard list.loading == nil, list.hasLoaded else { return [] }
    if list.problem == nil, let purpose = edgeNeeded { return send(purpose) }
    guard list.isDirty, !list.isFrozen, connection == .live else { return [] }
    if let rest = list.restsUntil, rest > now { return [] }
    return send(.refresh)
  }

  /// Rows are loaded before the cursor comes to the end of those there are.
  private var edgeNeeded: PageRequest.Purpose? {
    guard let first = list.rows.first, let last = list.rows.last else { return nil }
    let index = list.cursorIndex ?? 0
    // Far below half of the window, so that loading at one end never makes the other end short.
    let margin = min(150, max(10, layout.dataRows(of: .list) + 5))
    if list.hasMoreAfter, index + margin >= list.items.count, !last.cursor.text.isEmpty { return .after }
    if list.hasMoreBefore, index < margin, !first.cursor.text.isEmpty { return .before }
    return nil
  }

  private mutating func send(_ purpose: PageRequest.Purpose) -> [Effect] {
    let start: PageStart
    var limit = ListState.pageSize
    switch purpose {
    case .open, .first:
      start = .first
      limit = max(50, 2 * layout.dataRows(of: .list))
    case .last: start = .last
    case .around(let id): start = .around(id)
    case .after:
      guard let last = list.rows.last else { return [] }
      start = .after(last.cursor)
    case .before:
      guard let first = list.rows.first else { return [] }
      start = .before(first.cursor)
    case .refresh:
      list.isDirty = false
      limit = min(max(list.rows.count, 50, 2 * layout.dataRows(of: .list)), ListState.windowLimit)
      // From the top where the window stands there: what is new comes first.
      if list.hasMoreBefore, let first = list.rows.first { start = .from(first.cursor) } else { start = .first }
    }
    let number = nextRequest()
    list.loading = PageRequest(number: number, purpose: purpose, began: now)
    list.progress = nil
    return [.loadPage(request: number, list.query, start, limit: limit)]
  }

  /// Stops the request under way; what it found so far stays.
  mutating func cancelLoading() -> [Effect] {
    guard let loading = list.loading else { return [] }
    list.loading = nil
    list.progress = nil
    list.hasLoaded = true
    return [.cancel(request: loading.number)]
  }

  mutating func pageProgressed(_ number: Int, _ progress: Progress, _ rows: [Page.Row]) {
    guard let loading = list.loading, loading.number == number else { return }
    list.progress = progress
    guard loading.purpose == .open, !rows.isEmpty || progress.hits == 0 else { return }
    list.tombstones = []
    list.rows = Array(rows.prefix(ListState.windowLimit))
    (list.hasMoreBefore, list.hasMoreAfter) = (false, false)
    list.rebuildItems()
    list.keepCursor()
  }

  mutating func pageLoaded(_ number: Int, _ result: Result<Page, StoreError>) {
    guard let loading = list.loading, loading.number == number else { return }
    list.loading = nil
    list.progress = nil
    let took = now - loading.began
    let isCostly = list.query.filter != nil || info.sorts[list.query.sort.key] == .scan
    list.restsUntil = now + (isCostly ? max(.milliseconds(50), took * 5) : max(.milliseconds(30), took))
    switch result {
    case .success(let page):
      list.hasLoaded = true
      list.problem = nil
      if page.notes != list.notes { list.notes = page.notes }
      apply(page, for: loading.purpose)
    case .failure(.cancelled): break
    case .failure(let error):
      if case .around(let id) = loading.purpose, case .noSuchSession = error {
        bury(id)
        return
      }
      list.hasLoaded = true
      list.problem = error
      say(.store(error))
    }
  }

  private mutating func apply(_ page: Page, for purpose: PageRequest.Purpose) {
    switch purpose {
    case .open:
      list.flashes = [:]
      list.tombstones = []
      list.replace(with: page)
      list.keepCursor()
    case .first:
      list.replace(with: page)
      list.cursor = list.items.first?.id
    case .last:
      list.replace(with: page)
      list.cursor = list.items.last?.id
    case .after: list.append(page)
    case .before: list.prepend(page)
    case .refresh: refresh(with: page)
    case .around(let id):
      // The cursor may have been moved on meanwhile; then there is nothing to go after.
      guard list.lost?.id == id, list.cursor == id else { return }
      if page.rows.contains(where: { $0.session.id == id }) {
        list.keepingScreenRow { $0.replace(with: page) }
      } else {
        bury(id)
      }
    }
  }

  /// The session under the cursor is neither in the window nor elsewhere in the listing.
  private mutating func bury(_ id: SessionID) {
    guard let lost = list.lost, lost.id == id else { return }
    let session = lost.row.session
    list.lost = nil
    let tombstone = Tombstone(session: session, below: lost.below, since: now, fate: fate(of: session))
    list.tombstones.append(tombstone)
    list.rebuildItems()
    activity.add(.init(time: now, kind: .went, id: id, user: session.user))
    if tombstone.isGone { promptSubjectWent([id]) }
  }
}
