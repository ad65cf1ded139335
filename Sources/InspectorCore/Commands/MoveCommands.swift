/// Moving the cursor of whatever has the keys.
enum MoveCommands {
  static let all = [
    Command("move-up", keys: [.global: ["up", "k"]], help: "Moves up one line.") { state, _ in
      state.moveCursor(-1)
      return []
    },
    Command("move-down", keys: [.global: ["down", "j"]], help: "Moves down one line.") { state, _ in
      state.moveCursor(1)
      return []
    },
    Command("move-page-up", keys: [.global: ["page-up", "ctrl-b"]], help: "Moves up one page.") { state, _ in
      state.moveCursor(-state.pageRows)
      return []
    },
    Command("move-page-down", keys: [.global: ["page-down", "ctrl-f"]], help: "Moves down one page.") { state, _ in
      state.moveCursor(state.pageRows)
      return []
    },
    Command("move-half-up", keys: [.global: ["ctrl-u"]], help: "Moves up half a page.") { state, _ in
      state.moveCursor(-max(1, state.pageRows / 2))
      return []
    },
    Command("move-half-down", keys: [.global: ["ctrl-d"]], help: "Moves down half a page.") { state, _ in
      state.moveCursor(max(1, state.pageRows / 2))
      return []
    },
    Command("move-first", keys: [.global: ["g", "home"]], help: "Goes to the first line.") { state, _ in
      state.moveToEdge(last: false)
      return []
    },
    Command("move-last", keys: [.global: ["G", "end"]], help: "Goes to the last line.") { state, _ in
      state.moveToEdge(last: true)
      return []
    },
  ]
}
