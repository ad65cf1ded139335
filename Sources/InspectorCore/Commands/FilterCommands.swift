import SessionModel

/// Narrowing the list.
enum FilterCommands {
  static let all = [filter, nextMatch, previousMatch, showAll]

  static let filter = Command(
    "filter", keys: [.global: ["/"]], hint: "filter",
    help: "Shows only what a filter selects, while it is typed.",
    example: "filter @user=42 cart.total>100"
  ) { state, argument in
    if case .help(var help) = state.overlay {
      help.isFiltering = true
      state.overlay = .help(help)
      return []
    }
    guard !argument.isEmpty else {
      state.overlay = nil
      state.focus = .list
      state.beginFilter()
      return []
    }
    do throws(FilterFailure) {
      var query = state.list.query
      query.filter = try State.filter(argument)
      state.openQuery(query)
    } catch {
      state.beginFilter(argument)
      if case .filter(var prompt) = state.prompt {
        prompt.problem = error
        state.prompt = .filter(prompt)
      }
    }
    return []
  }

  private static let hasFilter: Requires.Check = { state in state.list.query.filter == nil ? .noFilter : nil }

  static let nextMatch = Command(
    "next-match", keys: [.global: ["n"]], help: "Goes to the next key or value the filter speaks of.",
    isEnabled: Requires.all(hasFilter, Requires.content),
    run: { state, _ in
      state.goToMatch(forward: true)
      return []
    })

  static let previousMatch = Command(
    "previous-match", keys: [.global: ["N"]], help: "Goes to the match before.",
    isEnabled: Requires.all(hasFilter, Requires.content),
    run: { state, _ in
      state.goToMatch(forward: false)
      return []
    })

  static let showAll = Command(
    "all", keys: [.list: ["A"]], help: "Shows expired sessions too, or no more."
  ) { state, _ in
    var query = state.list.query
    query.includesExpired.toggle()
    state.openQuery(query)
    state.say(.expiredShown(query.includesExpired))
    return []
  }
}

extension State {
  mutating func goToMatch(forward: Bool) {
    guard let open, list.query.filter != nil, !open.nodes.isEmpty else { return }
    let start = open.cursorIndex ?? 0
    let count = open.nodes.count
    for step in 1...count {
      let index = ((start + (forward ? step : -step)) % count + count) % count
      if filterSpeaks(of: open.nodes[index]) {
        self.open?.cursor = open.nodes[index].path
        focus = .keys
        return
      }
    }
    say(.noMatch)
  }
}

extension State {
  /// Whether a line of the keys pane is what a term of the filter found.
  public func filterSpeaks(of node: KeyNode) -> Bool {
    list.query.filter?.terms.contains { term in
      guard !term.negated else { return false }
      switch term.test {
      case .word(let word):
        let word = word.lowercased()
        if node.label.lowercased().contains(word) { return true }
        // What is inside a container is found on the lines of its own keys; what is masked must not be guessed at.
        guard node.value.childCount == nil, node.size <= 65_536 else { return false }
        return Typed.text(of: node.value).lowercased().contains(word) && !isHidden(node)
      case .path(let path, _, _), .has(let path): return path == node.path
      default: return false
      }
    } ?? false
  }
}
