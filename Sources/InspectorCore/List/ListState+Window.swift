import SessionModel
import TerminalUI

extension ListState {
  /// Takes a page as the whole window.
  mutating func replace(with page: Page) {
    rows = Array(page.rows.prefix(Self.windowLimit))
    hasMoreBefore = page.hasMoreBefore
    hasMoreAfter = page.hasMoreAfter || page.rows.count > Self.windowLimit
    rebuildItems()
  }

  mutating func append(_ page: Page) {
    keepingScreenRow { list in
      let new = Set(page.rows.map(\.session.id))
      list.rows = list.rows.filter { !new.contains($0.session.id) } + page.rows
      let surplus = max(0, list.rows.count - Self.windowLimit)
      list.rows.removeFirst(surplus)
      list.hasMoreBefore = list.hasMoreBefore || surplus > 0
      list.hasMoreAfter = page.hasMoreAfter && !page.rows.isEmpty
      list.rebuildItems()
    }
  }

  mutating func prepend(_ page: Page) {
    keepingScreenRow { list in
      let new = Set(page.rows.map(\.session.id))
      list.rows = page.rows + list.rows.filter { !new.contains($0.session.id) }
      let surplus = max(0, list.rows.count - Self.windowLimit)
      list.rows.removeLast(surplus)
      list.hasMoreAfter = list.hasMoreAfter || surplus > 0
      list.hasMoreBefore = page.hasMoreBefore && !page.rows.isEmpty
      list.rebuildItems()
    }
  }

  /// Puts the tombstones between the rows.
  mutating func rebuildItems() {
    let present = Set(rows.map(\.session.id))
    tombstones.removeAll { present.contains($0.session.id) }
    if let lost, present.contains(lost.id) || lost.id != cursor { self.lost = nil }
    var below: [SessionID?: [ListItem]] = [:]
    // Where the row it stood below left the window, it stands at the top of it.
    func anchor(_ id: SessionID?) -> SessionID? { id.flatMap { present.contains($0) ? $0 : nil } }
    for tombstone in tombstones { below[anchor(tombstone.below), default: []].append(.tombstone(tombstone)) }
    if let lost { below[anchor(lost.below), default: []].append(.row(lost.row)) }
    guard !below.isEmpty else {
      items = rows.map(ListItem.row)
      return
    }
    items = below[nil] ?? []
    for row in rows {
      items.append(.row(row))
      items += below[row.session.id] ?? []
    }
  }

  /// A session that had only left the listing turned out to be gone.
  mutating func confirmGone(_ id: SessionID) {
    for index in tombstones.indices where tombstones[index].session.id == id && !tombstones[index].isGone {
      tombstones[index].fate = .gone
    }
    rebuildItems()
  }

  /// Before rows go: tombstones below one of them stand below the next row above that stays.
  mutating func reanchorTombstones(to kept: Set<SessionID>) {
    for index in tombstones.indices {
      guard let anchor = tombstones[index].below, !kept.contains(anchor),
        let place = rows.firstIndex(where: { $0.session.id == anchor })
      else { continue }
      tombstones[index].below = rows[..<place].last { kept.contains($0.session.id) }?.session.id
    }
  }

  /// The browser of a deleted session has dropped its cookie.
  mutating func cannotComeBack(_ id: SessionID) {
    guard let index = tombstones.firstIndex(where: { $0.session.id == id && $0.fate == .deletedHere }) else { return }
    tombstones[index].fate = .gone
    rebuildItems()
  }

  /// After a change of rows: the cursor stays with its session, else goes to the first row.
  mutating func keepCursor() {
    if cursorIndex == nil { cursor = items.first?.id }
  }

  /// Changes rows so that the session under the cursor keeps its line on the screen. At the very top the list stays
  /// there, so that new rows are seen.
  mutating func keepingScreenRow(_ change: (inout ListState) -> Void) {
    let before = cursorIndex
    let isAtTop = viewport.first == 0 && !hasMoreBefore
    change(&self)
    guard let before, let after = cursorIndex, !isAtTop || hasMoreBefore else { return }
    viewport = ListViewport(first: max(0, viewport.first + after - before))
  }

  /// Drops tombstones and marks in the gutter that have been seen long enough; `held` keeps the session of an open
  /// prompt in its place.
  mutating func fade(at now: Timestamp, held: SessionID?) {
    let limit = Self.fading
    if flashes.contains(where: { now - $0.value.since >= limit }) {
      flashes = flashes.filter { now - $0.value.since < limit }
    }
    let expired = tombstones.filter { now - $0.since >= limit && $0.session.id != held }
    guard !expired.isEmpty else { return }
    let ids = Set(expired.map(\.session.id))
    let index = cursorIndex
    tombstones.removeAll { ids.contains($0.session.id) }
    let wasOnTombstone = cursor.map(ids.contains) ?? false
    // The line that takes the place of the vanished one, or the last.
    let next = wasOnTombstone ? index.flatMap { i in items[i...].first { !ids.contains($0.id) }?.id } : nil
    rebuildItems()
    if wasOnTombstone { cursor = next ?? items.last?.id }
  }

  /// When the next mark in the gutter fades.
  var nextFading: Timestamp? {
    let times = flashes.values.map(\.since) + tombstones.map(\.since)
    return times.min().map { $0 + Self.fading }
  }
}
