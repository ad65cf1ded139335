/// What the activity pane lists.
enum ActivityCommands {
  static let all = [
    Command(
      "activity-view", keys: [.activity: ["m"]], hint: "view",
      help: "Lists something else in the activity pane: changes, requests or findings."
    ) { state, _ in
      let views = Activity.View.allCases
      let index = views.firstIndex(of: state.activity.view) ?? 0
      state.show(views[(index + 1) % views.count])
      return []
    },
    Command("changes", keys: [.activity: ["c"]], help: "Lists what changed, newest first.") { state, _ in
      state.show(.changes)
      return []
    },
    Command(
      "requests", keys: [.activity: ["R"]], help: "Lists the app's requests that did something to a session."
    ) { state, _ in
      state.show(.requests)
      return []
    },
    Command(
      "findings", keys: [.global: ["!"]], help: "Lists what is wrong with the app's sessions, with cause and fix."
    ) { state, _ in
      state.show(.findings)
      return []
    },
  ]
}
