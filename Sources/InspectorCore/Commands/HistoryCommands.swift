import SessionModel

/// What a session was before, and how two sessions differ.
enum HistoryCommands {
  static let all = [timeline, diff, past, future, pin]

  static let timeline = Command(
    "timeline", keys: [.global: ["t"]], hint: "timeline",
    help: "Shows the changes of the open session seen so far; in the keys pane, of the key.",
    isEnabled: Requires.content,
    run: { state, _ in
      if case .timeline = state.overlay {
        state.overlay = nil
      } else {
        let path = state.focus == .keys || state.focus == .value ? state.open?.cursorNode?.path : nil
        state.overlay = .timeline(TimelineState(path: path))
      }
      return []
    })

  static let diff = Command(
    "diff", keys: [.global: ["="]], help: "Compares the two marked sessions, key by key.",
    isEnabled: { state in
      state.list.marks.count == 2 ? nil : .needsTwoMarks(have: state.list.marks.count)
    },
    run: { state, _ in
      let ids = state.list.marks.ids
      guard ids.count == 2 else { return [] }
      var diff = DiffState(left: ids[0], right: ids[1])
      diff.requests = [state.nextRequest(), state.nextRequest()]
      state.overlay = .diff(diff)
      return zip(diff.requests, ids).map { .loadContent(request: $0, $1, revealing: false) }
    })

  private static let hasHistory: Requires.Check = { state in
    guard let open = state.open else { return .noSession }
    return state.histories[open.id].snapshots.count > 1 ? nil : .noHistory
  }

  static let past = Command(
    "past", keys: [.global: ["["]], help: "Shows the open session as it was one recorded change earlier.",
    isEnabled: hasHistory,
    run: { state, _ in
      state.travel(-1)
      return []
    })

  static let future = Command(
    "future", keys: [.global: ["]"]], help: "One recorded change later, up to now.", isEnabled: hasHistory,
    run: { state, _ in
      state.travel(1)
      return []
    })

  static let pin = Command(
    "pin", keys: [.global: ["b"]], help: "Keeps recording the session's changes while others are open.",
    isEnabled: Requires.session,
    run: { state, _ in
      guard let id = state.selectedSession?.id else { return [] }
      if let index = state.histories.pinned.firstIndex(of: id) {
        state.histories.pinned.remove(at: index)
        state.say(.pinned(id, false))
      } else {
        if state.histories.pinned.count >= Histories.pinLimit { state.histories.pinned.removeFirst() }
        state.histories.pinned.append(id)
        state.say(.pinned(id, true))
      }
      return []
    })
}

extension State {
  /// Steps through the recorded snapshots of the open session.
  mutating func travel(_ step: Int) {
    guard let open else { return }
    let count = histories[open.id].snapshots.count
    let index = min(max(0, (open.pastIndex ?? count - 1) + step), count - 1)
    self.open?.pastIndex = index == count - 1 ? nil : index
    showSnapshot()
    say(index == count - 1 ? .nowAgain : .past(index: index + 1, of: count))
  }

  /// Asks whether the value of the selected point of the timeline shall be put back.
  mutating func restoreFromTimeline() -> [Effect] {
    guard case .timeline(let timeline) = overlay, let content = open?.content else { return [] }
    let events = timelineEvents(timeline)
    guard events.indices.contains(timeline.selected) else { return [] }
    if let reason = Requires.editable(self) {
      say(.disabled(command: "open", reason))
      return []
    }
    let event = events[timeline.selected]
    guard !(event.old.map(Masking.holdsPlaceholder) ?? false) else {
      say(.holdsMask)
      return []
    }
    let current = content.data[event.path]
    let change: Change
    switch (current, event.old) {
    case (let current?, let old?) where current != old: change = Change(event.path, .replace(old: current, new: old))
    case (let current?, nil): change = Change(event.path, .remove(old: current, position: nil))
    case (nil, let old?): change = Change(event.path, .add(old, position: nil))
    default:
      say(.nothingChanged)
      return []
    }
    return ask(
      WritePlan(.edit([change]), on: .sessions([.init(content.session.id, content.session.revision)])),
      .restoreValue(content.session, event.path, old: current, new: event.old))
  }

  mutating func takeForDiff(_ number: Int, _ result: Result<SessionContent, StoreError>) -> Bool {
    guard case .diff(var diff) = overlay, diff.requests.contains(number) else { return false }
    switch result {
    case .success(let content): diff.contents[content.session.id] = content
    case .failure(let error): diff.problem = error
    }
    if let left = diff.contents[diff.left], let right = diff.contents[diff.right] {
      diff.leaves = ValueDiff.leaves(from: left.data, to: right.data)
    }
    overlay = .diff(diff)
    return true
  }
}
