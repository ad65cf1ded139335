import SessionModel

/// How values are shown.
enum ValueCommands {
  static let all = [mode, wrap, reveal]

  static let mode = Command(
    "value-mode", keys: [.keys: ["m"], .value: ["m"]],
    help: "Shows the value in another way: auto, JSON, raw, hex, Base64 or JWT decoded.",
    example: "value-mode hex"
  ) { state, argument in
    let modes = ValuePane.Mode.allCases
    if let mode = ValuePane.Mode(rawValue: argument) {
      state.value.mode = mode
    } else if argument.isEmpty {
      let index = modes.firstIndex(of: state.value.mode) ?? 0
      state.value.mode = modes[(index + 1) % modes.count]
    } else {
      state.say(.badArgument(command: "value-mode", argument))
    }
    state.value.first = 0
    return []
  }

  static let wrap = Command(
    "wrap", keys: [.keys: ["w"], .value: ["w"]], help: "Wraps long lines of the value, or cuts them."
  ) {
    state, _ in
    state.value.wraps.toggle()
    state.value.first = 0
    return []
  }

  static let reveal = Command(
    "reveal", keys: [.global: ["M"]], help: "Shows masked values for 30 seconds, or hides them again."
  ) { state, _ in
    if state.isRevealed {
      state.hideSecrets()
      state.say(.hidden)
    } else {
      state.revealedUntil = state.now + .seconds(30)
      state.say(.revealed(.seconds(30)))
      if state.masksAtTarget, state.open?.isReal == false { state.open?.isDirty = true }
    }
    return []
  }
}
