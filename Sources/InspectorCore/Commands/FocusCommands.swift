/// Choosing the pane that has the keys.
enum FocusCommands {
  static let all =
    [
      Command("focus-next", keys: [.global: ["tab"]], help: "Goes to the next pane.") { state, _ in
        state.turnFocus(by: 1)
        return []
      },
      Command("focus-previous", keys: [.global: ["shift-tab"]], help: "Goes to the pane before.") { state, _ in
        state.turnFocus(by: -1)
        return []
      },
    ]
    + [
      ("list", Pane.list, "sessions"), ("keys", .keys, "keys"), ("value", .value, "value"),
      ("activity", .activity, "activity"),
    ]
    .map { name, pane, word in
      Command("focus-\(name)", keys: [.global: ["\(pane.rawValue)"]], help: "Goes to the \(word) pane.") { state, _ in
        state.overlay = nil
        state.focus = pane
        return []
      }
    }
}

extension State {
  mutating func turnFocus(by offset: Int) {
    guard overlay == nil else { return }
    let panes = Pane.allCases
    let index = (focus.rawValue - 1 + offset + panes.count) % panes.count
    focus = panes[index]
  }
}
