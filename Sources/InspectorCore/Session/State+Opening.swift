import SessionModel
import TerminalUI

extension State {
  /// Keeps the keys pane on the session under the cursor, one request at a time.
  mutating func openingEffects() -> [Effect] {
    guard let item = list.cursorItem else {
      // Nothing is listed; what a prompt or an overlay is about stays open.
      guard !isHoldingSession else { return [] }
      let loading = open?.loading
      open = nil
      return loading.map { [.cancel(request: $0)] } ?? []
    }
    if open?.id != item.id, !isHoldingSession {
      let waiting = open?.loading
      open = OpenSession(id: item.id)
      if wantedKey?.session != item.id { wantedKey = nil }
      value.first = 0
      showSnapshot()
      if case .tombstone(let tombstone) = item, tombstone.isGone {
        open?.problem = .noSuchSession(item.id)
        return waiting.map { [.cancel(request: $0)] } ?? []
      }
      return (waiting.map { [.cancel(request: $0)] } ?? []) + loadOpen()
    }
    guard let open, open.loading == nil, open.isDirty, !list.isFrozen, connection == .live else { return [] }
    return loadOpen()
  }

  /// An open prompt, overlay or write is about the open session: it must not be changed under it.
  var isHoldingSession: Bool {
    if prompt?.isAboutSession ?? false { return true }
    switch overlay {
    case .conflict, .timeline: return true
    default: return editor != nil && editor?.rejected == nil
    }
  }

  mutating func loadOpen() -> [Effect] {
    guard let id = open?.id else { return [] }
    let number = nextRequest()
    open?.loading = number
    let isReal = asksForReal
    open?.loadsReal = isReal
    open?.isDirty = false
    return [.loadContent(request: number, id, revealing: isReal)]
  }

  mutating func contentLoaded(_ number: Int, _ result: Result<SessionContent, StoreError>) {
    if takeForDiff(number, result) || takeForConflict(number, result) || takeForPin(number, result) { return }
    guard open?.loading == number else { return }
    open?.loading = nil
    let isReal = open?.loadsReal ?? false
    switch result {
    case .success(let content):
      guard isReal || !asksForReal(after: content) else {
        record(content)
        takeOpen(content, isReal: false)
        open?.isDirty = true
        return
      }
      // Secrets were hidden again before they came.
      guard !isReal || isRevealed else {
        open?.isDirty = true
        return
      }
      guard !isReal || !Masking.holdsPlaceholder(content.data) else {
        revealedUntil = nil
        takeOpen(content, isReal: false)
        say(.revealRefused(nil))
        return
      }
      if !isReal { record(content) }
      takeOpen(content, isReal: isReal)
    case .failure(.cancelled): break
    case .failure(let error) where isReal:
      revealedUntil = nil
      open?.isDirty = true
      say(.revealRefused(error))
    case .failure(let error):
      open?.problem = error
      if case .noSuchSession(let id) = error {
        list.confirmGone(id)
        promptSubjectWent([id])
        list.isDirty = true
      }
    }
  }

  private mutating func takeOpen(_ content: SessionContent, isReal: Bool) {
    open?.content = content
    open?.isReal = isReal
    if !isReal { open?.masked = content }
    open?.problem = nil
    promptSubjectsChanged([content.session])
    if open?.pastIndex == nil { showSnapshot() }
    if let wanted = wantedKey, wanted.session == content.session.id {
      wantedKey = nil
      goToKey(wanted.path)
    }
  }

  /// Takes content into the history, the keys' marks and the activity.
  mutating func record(_ content: SessionContent) {
    let session = content.session
    for event in histories.record(content, at: now) {
      activity.add(
        .init(
          time: now, kind: .key(event.path, old: event.old, new: event.new), id: session.id, user: session.user))
      guard open?.id == session.id else { continue }
      let kind: KeyFlash.Kind = event.old == nil ? .added : event.new == nil ? .removed : .changed
      open?.flashes[event.path] = KeyFlash(kind: kind, old: event.old, since: now)
    }
  }

  /// What the keys pane shows: the content loaded last, or a snapshot of the past.
  public var shownContent: SessionContent? {
    guard let open else { return nil }
    if let index = open.pastIndex {
      let snapshots = histories[open.id].snapshots
      if snapshots.indices.contains(index) { return snapshots[index].content }
    }
    return open.content
  }

  /// Makes the keys pane's lines anew; the cursor stays on its key, or goes to the line in its place.
  mutating func showSnapshot() {
    guard let open else { return }
    guard let content = shownContent else {
      self.open?.nodes = []
      return
    }
    let index = open.cursorIndex
    let nodes = KeyTree.nodes(of: content.data, expanded: open.expanded)
    self.open?.nodes = nodes
    if !nodes.contains(where: { $0.path == open.cursor }) {
      let place = min(index ?? 0, nodes.count - 1)
      self.open?.cursor = nodes.isEmpty ? .root : nodes[max(0, place)].path
    }
  }

  /// Drops marks on keys that have been seen long enough.
  mutating func fadeKeys() {
    guard let flashes = open?.flashes, flashes.contains(where: { now - $0.value.since >= ListState.fading }) else {
      return
    }
    open?.flashes = flashes.filter { now - $0.value.since < ListState.fading }
  }

  /// Pinned sessions are read again as the store changes, so that their timeline goes on.
  mutating func pinEffects() -> [Effect] {
    guard !list.isFrozen else { return [] }
    let due = pinsDue.filter { $0 != open?.id && pinRequests.values.contains($0) == false }
    pinsDue = []
    return due.map { id in
      let number = nextRequest()
      pinRequests[number] = id
      return .loadContent(request: number, id, revealing: false)
    }
  }

  private mutating func takeForPin(_ number: Int, _ result: Result<SessionContent, StoreError>) -> Bool {
    guard pinRequests.removeValue(forKey: number) != nil else { return false }
    if case .success(let content) = result { record(content) }
    return true
  }
}

extension Prompt {
  /// The prompt is about the open session, which therefore stays open.
  var isAboutSession: Bool {
    switch self {
    case .edit, .confirm: true
    case .menu(let menu): menu.kind == .changeType || menu.kind == .copy
    default: false
    }
  }
}
