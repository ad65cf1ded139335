import SessionModel

/// Changing what is inside a session.
enum EditCommands {
  static let all = [edit, editInEditor, addKey, renameKey, changeType]

  private static let editableKey = Requires.all(Requires.key, Requires.editable)

  static let edit = Command(
    "edit", keys: [.keys: ["e"], .value: ["e"]], hint: "edit",
    help: "Changes the value under the cursor and keeps its type; Enter applies it.", isEnabled: editableKey,
    run: { state, _ in state.beginEdit() })

  static let editInEditor = Command(
    "edit-in-editor", keys: [.global: ["E"]],
    help: "Opens the value in your editor as JSON, or the whole session from the list.",
    isEnabled: Requires.editable, run: { state, _ in state.openEditor() })

  static let addKey = Command(
    "add-key", keys: [.global: ["a"]], hint: "add", help: "Adds a key, and asks for its name and its value.",
    isEnabled: Requires.editable,
    run: { state, _ in
      state.beginAddKey()
      return []
    })

  static let renameKey = Command(
    "rename-key", keys: [.keys: ["R"]], help: "Gives the key under the cursor another name; it keeps its place.",
    isEnabled: Requires.all(
      editableKey,
      { state in
        if case .key? = state.open?.cursorNode?.path.last { nil } else { .notAnObjectKey }
      }),
    run: { state, _ in
      state.beginRename()
      return []
    })

  static let changeType = Command(
    "change-type", keys: [.keys: ["c"], .value: ["c"]],
    help: "Makes the value a string, a number, a truth value, null, an array or an object.", isEnabled: editableKey,
    run: { state, _ in state.beginTypeChange() })
}
