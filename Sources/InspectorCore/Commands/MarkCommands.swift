import SessionModel

/// Marking sessions for what comes next.
enum MarkCommands {
  static let all = [mark, markRange, markShown, unmark]

  static let mark = Command(
    "mark", keys: [.list: ["space"]], help: "Marks the session under the cursor, or takes the mark away.",
    isEnabled: Requires.session,
    run: { state, _ in
      guard let item = state.list.cursorItem, let index = state.list.cursorIndex else { return [] }
      if state.list.marks.contains(item.id) {
        state.list.marks.remove(item.id)
      } else {
        state.list.marks.insert(item.session)
      }
      state.list.markAnchor = item.id
      state.moveListCursor(to: min(index + 1, state.list.items.count - 1))
      return []
    })

  static let markRange = Command(
    "mark-range", keys: [.list: ["v"]],
    help: "Marks everything from the session marked last to the cursor.", isEnabled: Requires.session,
    run: { state, _ in
      guard let index = state.list.cursorIndex else { return [] }
      let anchor = state.list.markAnchor.flatMap { id in state.list.items.firstIndex { $0.id == id } } ?? index
      for item in state.list.items[min(anchor, index)...max(anchor, index)] where !item.isGone {
        state.list.marks.insert(item.session)
      }
      state.list.markAnchor = state.list.cursor
      state.say(.marked(state.list.marks.count))
      return []
    })

  static let markShown = Command(
    "mark-all-shown", keys: [.list: ["*"]],
    help: "Marks the sessions the list holds now, up to 600; again takes all marks away."
  ) { state, _ in
    let shown = state.list.items.filter { !$0.isGone }
    if shown.allSatisfy({ state.list.marks.contains($0.id) }) {
      state.list.marks.removeAll()
    } else {
      for item in shown { state.list.marks.insert(item.session) }
    }
    state.say(.marked(state.list.marks.count))
    return []
  }

  static let unmark = Command("unmark-all", help: "Takes all marks away.") { state, _ in
    state.list.marks.removeAll()
    return []
  }
}
