/// Choosing between two changes of the same session. Nothing is written before one of these.
enum ConflictCommands {
  static let all = [
    Command(
      "keep-mine", keys: [.conflict: ["m"]], hint: "mine",
      help: "Writes my change onto what is stored now; where both changed a key, mine stays.", isEnabled: isLoaded,
      run: { state, _ in state.resolveConflict(preferring: .mine) }),
    Command(
      "merge", keys: [.conflict: ["b"]], hint: "both",
      help: "Writes only those of my changes that the others did not touch.", isEnabled: isLoaded,
      run: { state, _ in state.resolveConflict(preferring: .theirs) }),
    Command(
      "take-theirs", keys: [.conflict: ["t"]], hint: "theirs", help: "Leaves the session as the others made it.",
      isEnabled: isConflict,
      run: { state, _ in
        state.keepTheirs()
        return []
      }),
    Command(
      "edit-again", keys: [.conflict: ["e", "escape"]], hint: "edit",
      help: "Goes back to what was typed, on top of what is stored now.", isEnabled: isConflict,
      run: { state, _ in
        state.editAgain()
        return []
      }),
  ]

  private static let isConflict: Requires.Check = { state in
    if case .conflict = state.overlay { nil } else { .notHere }
  }

  private static let isLoaded: Requires.Check = { state in
    guard case .conflict(let conflict) = state.overlay else { return .notHere }
    return conflict.theirs == nil ? .stillLoading : nil
  }
}
