import SessionModel

/// Putting something on the clipboard.
enum CopyCommands {
  static let all =
    [
      Command(
        "copy", keys: [.global: ["y"]], hint: "copy", help: "Asks what to copy: value, key, id, JSON or command.",
        isEnabled: Requires.session,
        run: { state, _ in
          state.prompt = .menu(.copy)
          return []
        })
    ] + items

  private static let items: [Command] = [
    item("copy-value", .value, "Copies the value; controls in their JSON spelling.", Requires.key),
    item("copy-raw", .rawValue, "Copies the value as it is, controls too.", Requires.key, keys: [.value: ["Y"]]),
    item("copy-key", .key, "Copies the key's path.", Requires.key),
    item("copy-id", .id, "Copies the whole session id.", Requires.session),
    item("copy-json", .json, "Copies the value, or the session from the list, as JSON.", Requires.content),
    item("copy-command", .command, "Copies the sesspect command that shows or sets this.", Requires.session),
  ]

  private static func item(
    _ name: String, _ item: CopyItem, _ help: String, _ check: @escaping Requires.Check,
    keys: [Context: [String]] = [:]
  ) -> Command {
    Command(name, keys: keys, help: help, isEnabled: check) { state, _ in state.copy(item) }
  }
}
