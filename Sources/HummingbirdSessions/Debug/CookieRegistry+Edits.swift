import DebugProtocol
import SessionModel
import SessionStores
import Synchronization

extension CookieRegistry {
  /// Makes the edits that wait for a cookie without them, and notes those that the browser now has.
  ///
  /// An edit stays on after it was confirmed: a response that was under way before it may still bring back a cookie
  /// without it, and the next request repairs that.
  func makeEdits(_ entry: inout Entry, _ arrival: inout Arrival, _ request: ObservedRequest, _ now: Timestamp) {
    guard !entry.edits.isEmpty else { return }
    for index in entry.edits.indices {
      let edit = entry.edits[index]
      if edit.number <= arrival.edits {
        if edit.isOpen { become(.confirmed, index, &entry, request, now) }
        continue
      }
      guard edit.isDue(at: now) else {
        if edit.isOpen { become(.expired, index, &entry, nil, now) }
        continue
      }
      do {
        arrival.data = try arrival.data.applying(edit.changes)
        arrival.isEdited = true
        arrival.edits = edit.number
        if edit.state == .pending { become(.applied, index, &entry, request, now) }
      } catch {
        // The app may have come to the same end by itself, or has moved on since the browser had the edit.
        if edit.state == .confirmed || edit.changes.allSatisfy({ $0.isMade(in: arrival.data) }) { continue }
        become(.conflicted, index, &entry, request, now)
      }
    }
    entry.edits.removeAll { now > $0.until && !$0.isOpen }
  }

  private func become(
    _ state: PendingEdit.State, _ index: Int, _ entry: inout Entry, _ request: ObservedRequest?, _ now: Timestamp
  ) {
    entry.edits[index].state = state
    entry.tagNumber += 1
    let kind: SessionEvent.Kind =
      switch state {
      case .pending: .editPending
      case .applied: .editApplied
      case .confirmed: .editConfirmed
      case .conflicted: .editConflicted
      case .expired: .editExpired
      }
    report(
      kind, entry.subject, source: .edit, request, at: now,
      more: Note.More(
        changes: entry.edits[index].changes,
        reason: state == .conflicted ? "the app changed the same place meanwhile" : nil))
  }

  /// Ends the edits whose time is over though no request came.
  func expireEdits(at now: Timestamp) {
    state.withLock { state in
      for index in state.entries.indices {
        for edit in state.entries.values[index].edits.indices {
          let pending = state.entries.values[index].edits[edit]
          if pending.isOpen, now > pending.until { become(.expired, edit, &state.entries.values[index], nil, now) }
        }
      }
    }
  }

  /// Plans an edit. Returns the new tag, and whether there is anything to wait for.
  ///
  /// `wanted` makes the new data from what the app sees now; `size` is what a cookie of that data takes.
  func edit(
    _ id: SessionID, tag: String, at now: Timestamp, size: (Value) throws(Problem) -> Int,
    wanted: (Value) throws(Problem) -> Value
  ) throws(Problem) -> (tag: String, isPending: Bool) {
    let result: Result<(tag: String, isPending: Bool), Problem> = state.withLock { state in
      guard let index = state.index(of: id), state.entries.values[index].revoked == nil else {
        return .failure(Problem(.noSuchSession, "no session has this id"))
      }
      do throws(Problem) {
        return .success(try edit(&state.entries.values[index], tag, now, size, wanted))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private func edit(
    _ entry: inout Entry, _ tag: String, _ now: Timestamp, _ size: (Value) throws(Problem) -> Int,
    _ wanted: (Value) throws(Problem) -> Value
  ) throws(Problem) -> (tag: String, isPending: Bool) {
    let current = self.tag(entry)
    guard tag == "*" || tag == current else {
      throw Problem(.stale, "the session changed since it was read", etag: current)
    }
    let data = try wanted(entry.data)
    if data.hasDuplicateKeys { throw Problem(.badRequest, "a key is there twice") }
    let bytes = try size(data)
    guard bytes <= SetCookie.limit else {
      throw Problem(.cookieTooLarge, "the cookie would take \(bytes) bytes, browsers keep \(SetCookie.limit)")
    }
    var changes = Diff.changes(from: entry.data, to: data)
    let waiting = entry.edits.filter { $0.state == .pending }
    guard !changes.isEmpty || !waiting.isEmpty else { return (current, false) }
    // Both are made on the same data, so what is new replaces what waited at the same place, and the rest stays.
    let kept = waiting.flatMap(\.changes).filter { old in
      !changes.contains { $0.path.contains(old.path) || old.path.contains($0.path) }
    }
    changes = kept + changes
    entry.edits.removeAll { $0.state == .pending }
    entry.editCount += 1
    entry.tagNumber += 1
    entry.edits.append(
      PendingEdit(number: entry.editCount, changes: changes, since: now, until: now + PendingEdit.patience))
    if entry.edits.count > 32 { entry.edits.removeFirst() }
    report(.editPending, entry.subject, source: .edit, at: now, more: Note.More(changes: changes))
    return (self.tag(entry), true)
  }

  /// Takes back what no browser has got yet. Throws `notFound` where nothing waits.
  func withdraw(_ id: SessionID) throws(Problem) {
    let problem: Problem? = state.withLock { state in
      guard let index = state.index(of: id) else { return Problem(.noSuchSession, "no session has this id") }
      let waiting = state.entries.values[index].edits.filter { $0.state == .pending }
      guard !waiting.isEmpty else { return Problem(.notFound, "no edit is waiting") }
      state.entries.values[index].edits.removeAll { $0.state == .pending }
      state.entries.values[index].tagNumber += 1
      report(
        .editCancelled, state.entries.values[index].subject, source: .edit, at: SystemClock.now,
        more: Note.More(changes: waiting.flatMap(\.changes)))
      return nil
    }
    if let problem { throw problem }
  }

  /// Finds out which of two responses that began from one cookie survived, and reports what the other one lost.
  func findLostUpdates(_ entry: inout Entry, winner: Digest, _ now: Timestamp) {
    guard let won = entry.forks.first(where: { $0.child == winner }) else { return }
    for lost in entry.forks where lost.parent == won.parent && lost.child != winner {
      let changes = Diff.changes(from: lost.before, to: lost.after)
      if changes.allSatisfy({ $0.isMade(in: won.after) }) { continue }
      report(
        .lostUpdate, entry.subject, source: .app, lost.request, at: now, from: lost.before, to: lost.after,
        more: Note.More(other: won.request))
    }
    entry.forks.removeAll { $0.parent == won.parent }
  }
}

extension Change {
  /// Whether a value already is as this change makes it.
  func isMade(in value: Value) -> Bool {
    switch operation {
    case .add(let new, _), .replace(_, let new): value[path] == new
    case .remove: value[path] == nil
    case .rename(let name): value[path] == nil && value[path.parent.key(name)] != nil
    }
  }
}
