import SessionModel
import TerminalUI

extension State {
  mutating func keyPressed(_ key: KeyEvent) -> [Effect] {
    switch prompt {
    case .filter(let filter): return key == .ctrl("c") ? filterKey(filter, .escape) : filterKey(filter, key)
    case .command(let command): return key == .ctrl("c") ? commandKey(command, .escape) : commandKey(command, key)
    case .edit(let edit): return editKey(edit, key)
    case .confirm(let confirmation): return confirmKey(confirmation, key)
    case .menu(let menu): return menuKey(menu, key)
    case .export(let export): return exportKey(export, key)
    case nil: break
    }
    switch overlay {
    case .palette(let palette): return paletteKey(palette, key)
    case .themes(let themes): return themeKey(themes, key)
    case .help(let help) where help.isFiltering: return helpKey(help, key)
    default: break
    }
    guard let name = settings.keymap.command(for: key, in: context) else {
      say(.unboundKey(key))
      return []
    }
    return run(name)
  }

  /// Runs a command by name, or says why it cannot be run now.
  mutating func run(_ name: String, argument: String = "") -> [Effect] {
    guard let command = CommandTable.named(name) else {
      say(.unknownCommand(name, suggestion: CommandTable.nearest(to: name)))
      return []
    }
    if let reason = reason(against: command) {
      say(.disabled(command: name, reason))
      return []
    }
    if name != "interrupt" { interruptedAt = nil }
    return command.run(&self, argument)
  }

  /// Why a command's key does nothing now; nil when it works. Commands that act on what an overlay hides wait until it
  /// is closed, and the choice between two versions comes first.
  public func reason(against command: Command) -> DisabledReason? {
    overlayReason(command.name) ?? command.isEnabled(self)
  }

  private func overlayReason(_ name: String) -> DisabledReason? {
    guard overlay != nil, !name.hasPrefix("move-"), !Self.overlayCommands.contains(name) else { return nil }
    if case .conflict = overlay { return Self.conflictCommands.contains(name) ? nil : .choosePending }
    return Self.openOverlayCommands.contains(name) ? nil : .underOverlay
  }

  private static let overlayCommands: Set<String> = ["back", "back-or-quit", "redraw", "suspend", "reveal"]
  private static let conflictCommands: Set<String> = ["keep-mine", "merge", "take-theirs", "edit-again"]
  private static let openOverlayCommands: Set<String> = [
    "open", "filter", "help", "command", "palette", "interrupt", "quit", "undo", "redo", "timeline", "past", "future",
    "pin", "focus-list", "focus-keys", "focus-value", "focus-activity", "findings", "theme", "info", "undo-list",
    "screenshot",
  ]

  /// Pasted text goes where text is typed, and never presses Enter. Over a list it would run commands.
  mutating func pasted(_ text: String) {
    switch prompt {
    case .filter(var filter):
      filter.field.insert(text)
      typed(&filter)
      prompt = .filter(filter)
    case .command(var command):
      command.field.insert(text)
      prompt = .command(command)
    case .edit(var edit):
      edit.field.insert(text)
      edit.problem = nil
      prompt = .edit(edit)
    case .export(var export):
      export.field.insert(text)
      prompt = .export(export)
    default:
      if case .palette(var palette) = overlay {
        palette.field.insert(text)
        overlay = .palette(palette)
      } else if case .help(var help) = overlay, help.isFiltering {
        help.field.insert(text)
        overlay = .help(help)
      } else {
        say(.pasteIgnored)
      }
    }
  }

  private mutating func exportKey(_ export: ExportPrompt, _ key: KeyEvent) -> [Effect] {
    var export = export
    switch key {
    case .enter:
      prompt = nil
      guard !export.field.isEmpty else { return [] }
      return [.export(path: export.field.text, export.ids, masked: !isRevealed)]
    case .escape, .ctrl("c"): prompt = nil
    default:
      _ = export.field.handle(key)
      prompt = .export(export)
    }
    return []
  }

  private mutating func helpKey(_ help: HelpState, _ key: KeyEvent) -> [Effect] {
    var help = help
    switch key {
    case .enter: help.isFiltering = false
    case .escape, .ctrl("c"):
      help.isFiltering = false
      help.field = TextField()
    default: _ = help.field.handle(key)
    }
    help.first = 0
    overlay = .help(help)
    return []
  }
}
