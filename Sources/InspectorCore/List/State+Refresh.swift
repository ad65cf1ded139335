import SessionModel
import TerminalUI

extension State {
  /// Takes the window as it is now: marks what is new, changed and gone, and keeps the cursor on its session.
  mutating func refresh(with page: Page) {
    let old = list.rows
    let wasWhole = !list.hasMoreBefore && !list.hasMoreAfter
    let wasAtTop = !list.hasMoreBefore
    let oldByID = Dictionary(old.map { ($0.session.id, $0.session) }, uniquingKeysWith: { first, _ in first })
    let newIDs = Set(page.rows.map(\.session.id))
    let isWhole = !page.hasMoreBefore && !page.hasMoreAfter

    flash(page.rows, comparedTo: oldByID, wasWhole: wasWhole)

    // A row that left the window is gone only where it cannot have moved out of sight.
    let lastKept = old.lastIndex { newIDs.contains($0.session.id) } ?? -1
    let movesUp = wasAtTop && list.query.sort.descending && [.seen, .expires].contains(list.query.sort.key)
    var gone: [Tombstone] = []
    var lost = list.lost.flatMap { newIDs.contains($0.id) || $0.id != list.cursor ? nil : $0 }
    for (index, row) in old.enumerated() where !newIDs.contains(row.session.id) {
      let below = old[..<index].last { newIDs.contains($0.session.id) }?.session.id
      if isWhole || (movesUp && index < lastKept) {
        gone.append(Tombstone(session: row.session, below: below, since: now, fate: fate(of: row.session)))
      } else if row.session.id == list.cursor {
        lost = ListState.Lost(row: row, below: below)
      }
    }
    list.keepingScreenRow { list in
      list.reanchorTombstones(to: newIDs)
      list.tombstones += gone
      list.lost = lost
      list.replace(with: page)
    }
    for tombstone in gone {
      list.marks.remove(tombstone.session.id)
      activity.add(.init(time: now, kind: .went, id: tombstone.session.id, user: tombstone.session.user))
    }
    promptSubjectWent(gone.filter(\.isGone).map(\.session.id))
    promptSubjectsChanged(page.rows.map(\.session))
    if let lost {
      list.wanted = .around(lost.id)
    } else {
      list.keepCursor()
    }
    if list.followsChanges { followNewest() }
  }

  private mutating func flash(_ rows: [Page.Row], comparedTo old: [SessionID: Session], wasWhole: Bool) {
    let lastKnown = rows.lastIndex { old[$0.session.id] != nil } ?? -1
    for (index, row) in rows.enumerated().reversed() {
      let session = row.session
      let kind: Flash.Kind
      if let before = old[session.id] {
        guard before.revision != session.revision else { continue }
        kind = .changed
      } else {
        // Rows below the last known one were only scrolled in, unless the whole listing was in the window.
        guard wasWhole || index < lastKnown else { continue }
        let age = session.created.map { now - $0 }
        kind = age.map { $0 > ListState.fading } ?? false ? .changed : .new
      }
      let count = (list.flashes[session.id]?.count ?? 0) + 1
      let shown = list.flashes[session.id]?.kind == .new ? .new : kind
      list.flashes[session.id] = Flash(kind: shown, since: now, count: count)
      activity.add(
        .init(time: now, kind: kind == .new ? .appeared : .changed, id: session.id, user: session.user))
    }
  }

  /// What became of a session that the listing does not hold any more, as far as the listing tells.
  func fate(of session: Session) -> Tombstone.Fate {
    if list.query.activeOnly, session.isExpired(at: now) { return .expired }
    return list.query.filter == nil ? .gone : .filteredOut
  }

  /// With `follow-changes` on the cursor goes to what changed last.
  private mutating func followNewest() {
    guard prompt == nil, overlay == nil else { return }
    let newest = list.items.first { list.flashes[$0.id]?.since == now }
    if let newest { list.cursor = newest.id }
  }

  /// Rows that this inspector deleted become tombstones at once.
  mutating func buryDeleted(_ ids: [SessionID]) {
    let deleted = Set(ids)
    var below: SessionID?
    var tombstones: [Tombstone] = []
    for row in list.rows {
      if deleted.contains(row.session.id) {
        tombstones.append(Tombstone(session: row.session, below: below, since: now, fate: .deletedHere))
      } else {
        below = row.session.id
      }
    }
    list.reanchorTombstones(to: Set(list.rows.map(\.session.id)).subtracting(deleted))
    list.tombstones.removeAll { deleted.contains($0.session.id) }
    list.tombstones += tombstones
    list.keepingScreenRow { list in
      list.rows.removeAll { deleted.contains($0.session.id) }
      list.rebuildItems()
    }
    for id in ids { list.marks.remove(id) }
    list.keepCursor()
  }
}
