import SessionModel

/// Going in, and back out one level at a time.
enum OpenCommands {
  static let all = [open, back, collapse, backOrQuit, quit, interrupt, suspend]

  static let open = Command(
    "open", keys: [.global: ["enter", "right", "l"]], hint: "open",
    help: "Goes into what is under the cursor: a session, a nested value, a value.",
    isEnabled: { state in state.overlay == nil && state.focus == .list ? Requires.session(state) : nil },
    run: { state, _ in state.goIn() })

  static let back = Command(
    "back", keys: [.global: ["escape", "left", "h"]],
    help: "Goes one level up, then clears the filter, then the marks; never quits."
  ) { state, _ in
    _ = state.goBack()
    return state.cancelledEffects()
  }

  static let collapse = Command(
    "collapse", keys: [.keys: ["left", "h"]], help: "Folds a nested value, or goes to what it lies in."
  ) { state, _ in
    state.collapse()
    return []
  }

  static let backOrQuit = Command(
    "back-or-quit", keys: [.global: ["q"]], hint: "quit",
    help: "Closes what is open, or quits from the list."
  ) { state, _ in
    if state.overlay != nil || state.focus != .list {
      state.leave()
      return []
    }
    return state.quitEffects()
  }

  static let quit = Command("quit", keys: [.global: ["Q"]], help: "Quits from anywhere.") { state, _ in
    state.quitEffects()
  }

  static let interrupt = Command(
    "interrupt", keys: [.global: ["ctrl-c"]], help: "Stops what is running; twice quits."
  ) { state, _ in
    if state.writing != nil { return state.stopWriting() }
    if state.list.loading != nil, state.list.progress != nil {
      state.say(.cancelled)
      return state.cancelLoading()
    }
    if state.interruptedAt != nil { return [.quit(code: 130)] }
    state.interruptedAt = state.now
    state.say(.pressAgainToQuit)
    return []
  }

  static let suspend = Command(
    "suspend", keys: [.global: ["ctrl-z"]], help: "Goes back to the shell until `fg`."
  ) { _, _ in [.suspend] }
}

extension State {
  mutating func goIn() -> [Effect] {
    switch overlay {
    case .timeline: return restoreFromTimeline()
    case .finding(let finding):
      guard case .event(let event) = finding.line, let id = event.session else { return [] }
      overlay = nil
      go(to: id, key: event.changes.first?.path)
      return []
    case .diff, .undoList, .info, .help, .conflict, .palette, .themes: return []
    case nil: break
    }
    switch focus {
    case .list: focus = .keys
    case .keys:
      guard let node = open?.cursorNode else { return [] }
      if node.isExpandable { toggleExpansion(of: node) } else { focus = .value }
    case .value: break
    case .activity:
      goIntoActivity()
    }
    return []
  }

  mutating func toggleExpansion(of node: KeyNode) {
    if open?.expanded.remove(node.path) == nil { open?.expanded.insert(node.path) }
    showSnapshot()
  }

  /// Folds the value under the cursor, goes to what it lies in, or to the list.
  mutating func collapse() {
    guard let node = open?.cursorNode else { return leave() }
    if node.isExpanded {
      toggleExpansion(of: node)
    } else if node.depth > 0 {
      open?.cursor = node.path.parent
    } else {
      leave()
    }
  }

  /// One level up; false when there is none.
  mutating func goBack() -> Bool {
    if overlay != nil || focus != .list {
      leave()
      return true
    }
    if list.loading != nil, list.progress != nil {
      stopsLoading = true
      say(.cancelled)
    } else if list.query.filter != nil {
      var query = list.query
      query.filter = nil
      openQuery(query)
    } else if !list.marks.isEmpty {
      list.marks.removeAll()
    } else if notice != nil {
      notice = nil
      noticeUntil = nil
    } else {
      return false
    }
    return true
  }

  /// Closes the overlay, or goes to the pane before.
  mutating func leave() {
    // What was typed is not lost by leaving the view of both versions.
    if case .conflict = overlay { return editAgain() }
    if overlay != nil {
      overlay = nil
      return
    }
    switch focus {
    case .value: focus = .keys
    case .keys, .activity, .list:
      focus = .list
      if open?.pastIndex != nil {
        open?.pastIndex = nil
        showSnapshot()
      }
    }
  }

  mutating func cancelledEffects() -> [Effect] {
    guard stopsLoading else { return [] }
    stopsLoading = false
    return cancelLoading()
  }

  mutating func stopWriting() -> [Effect] {
    guard writing?.isCancelling == false else { return [] }
    writing?.isCancelling = true
    say(.writeStopping)
    return [.cancelWrite]
  }

  /// Quitting waits for a write under way: what it did so far must be in the journal.
  mutating func quitEffects() -> [Effect] {
    guard writing == nil else {
      say(.waitsForWrite)
      return []
    }
    return [.quit(code: 0)]
  }
}
