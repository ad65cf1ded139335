/// Taking changes back.
enum UndoCommands {
  static let all = [
    Command(
      "undo", keys: [.global: ["u"]], hint: "undo",
      help: "Takes the last change back, exactly, or says why it cannot.",
      isEnabled: Requires.all(
        { $0.undo.undoable > 0 ? nil : .nothingToUndo }, Requires.writable, Requires.noWrite,
        Requires.connected),
      run: { state, _ in state.takeBack(.undo) }),
    Command(
      "redo", keys: [.global: ["ctrl-r"]], help: "Makes the change again that was taken back last.",
      isEnabled: Requires.all(
        { $0.undo.redoable > 0 ? nil : .nothingToRedo }, Requires.writable, Requires.noWrite,
        Requires.connected),
      run: { state, _ in state.takeBack(.redo) }),
    Command("undo-list", help: "Lists the changes that can be taken back.") { state, _ in
      state.overlay = .undoList(UndoListState())
      return [.listUndo]
    },
  ]
}
