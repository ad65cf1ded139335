import SessionModel
import TerminalUI

/// The screen itself and how live it is.
enum ScreenCommands {
  static let all = [refresh, redraw, freeze, follow, theme, screenshot, export, info]

  static let refresh = Command("refresh", keys: [.global: ["r"]], help: "Asks the store again now.") { state, _ in
    state.list.isDirty = true
    state.list.restsUntil = nil
    state.list.problem = nil
    if !state.list.hasLoaded || state.list.rows.isEmpty { state.list.wanted = .open }
    state.counting.isDirty = true
    state.counting.restsUntil = nil
    state.open?.isDirty = true
    state.thaw()
    state.say(.refreshed)
    return []
  }

  static let redraw = Command("redraw", keys: [.global: ["ctrl-l"]], help: "Draws the whole screen again.") { _, _ in
    [.redraw]
  }

  static let freeze = Command(
    "freeze", keys: [.global: ["z"]], hint: "freeze",
    help: "Holds the screen still while the store goes on, or lets it go."
  ) { state, _ in
    if let missed = state.list.frozenChanges {
      state.thaw()
      state.say(.thawed(missed: missed))
    } else {
      state.list.frozenChanges = 0
      state.say(.frozen)
    }
    return []
  }

  static let follow = Command(
    "follow-changes", keys: [.global: ["f"]], help: "Takes the cursor to whatever session changed last, or stays."
  ) { state, _ in
    state.list.followsChanges.toggle()
    state.say(.follows(state.list.followsChanges))
    return []
  }

  static let theme = Command(
    "theme", keys: [.global: ["T"]], help: "Chooses a theme and shows each as the cursor comes to it.",
    example: "theme harbour"
  ) { state, argument in
    guard argument.isEmpty else { return [.setTheme(argument)] }
    state.overlay = .themes(ThemeState(original: state.settings.theme))
    return [.listThemes]
  }

  static let screenshot = Command(
    "screenshot", help: "Saves what is on the screen, as SVG or as text by the file's end.",
    example: "screenshot sesspect.svg"
  ) { _, argument in [.screenshot(path: argument.isEmpty ? "sesspect.svg" : argument)] }

  static let export = Command(
    "export", keys: [.global: ["x"]], help: "Writes the session, or the marked ones, to a file, one a line.",
    example: "export sessions.ndjson", isEnabled: Requires.sessions,
    run: { state, argument in
      let ids = state.subjects.map(\.id)
      guard argument.isEmpty else { return [.export(path: argument, ids, masked: !state.isRevealed)] }
      state.prompt = .export(ExportPrompt(field: .init("sessions.ndjson"), ids: ids))
      return []
    })

  static let info = Command("info", keys: [.global: ["i"]], help: "Says all about the session and the target.") {
    state, _ in
    state.overlay = .info(InfoState())
    return []
  }
}

extension State {
  /// Lets a frozen screen go on.
  mutating func thaw() {
    guard list.isFrozen else { return }
    list.frozenChanges = nil
    list.isDirty = true
    open?.isDirty = true
    counting.isDirty = true
    let held = heldEvents
    heldEvents = []
    for event in held { eventReported(event) }
  }
}
