import SessionModel
import TerminalUI

/// A command as help and palette list it.
public struct HelpEntry: Sendable {
  public let command: Command
  /// Its keys where the operator is.
  public let keys: [KeyEvent]
  /// It has a key in this very pane, not only everywhere.
  public let isLocal: Bool
  /// Why it cannot run now.
  public let reason: DisabledReason?
}

extension State {
  /// The commands for the help, those of the pane first; `text` narrows them by name, key and help line.
  public func helpEntries(in context: Context, matching text: String) -> [HelpEntry] {
    let words = text.lowercased().split(separator: " ")
    let entries = CommandTable.all.compactMap { command -> HelpEntry? in
      let keys = settings.keymap.keys(for: command.name, in: context)
      let haystack = (command.name + " " + command.help + " " + keys.map(\.name).joined(separator: " ")).lowercased()
      guard words.allSatisfy({ haystack.contains($0) }) else { return nil }
      let isLocal = keys.contains { settings.keymap.bindings[context]?[$0] == command.name }
      return HelpEntry(command: command, keys: keys, isLocal: isLocal, reason: command.isEnabled(self))
    }
    // Commands of other panes only, which have no key here, come last.
    return entries.filter(\.isLocal) + entries.filter { !$0.isLocal && !$0.keys.isEmpty }
      + entries.filter { $0.keys.isEmpty }
  }

  /// The commands for the palette, best match first: letters in order, whole beginnings before scattered ones.
  public func paletteEntries(in context: Context, matching text: String) -> [HelpEntry] {
    let name = text.prefix { $0 != " " }
    return helpEntries(in: context, matching: "")
      .compactMap { entry in Fuzzy.score(String(name), in: entry.command.name).map { (entry, $0) } }
      .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
      .map(\.element.0)
  }

  mutating func paletteKey(_ palette: PaletteState, _ key: KeyEvent) -> [Effect] {
    var palette = palette
    let entries = paletteEntries(in: palette.context, matching: palette.field.text)
    switch key {
    case .enter:
      overlay = nil
      guard entries.indices.contains(palette.selected) else { return [] }
      let typed = palette.field.text
      let argument = typed.drop { $0 != " " }.drop { $0 == " " }
      return run(entries[palette.selected].command.name, argument: String(argument))
    case .escape, .ctrl("c"), .ctrl("g"):
      overlay = nil
      return []
    case .up, .ctrl("p"): palette.selected = max(0, palette.selected - 1)
    case .down, .ctrl("n"): palette.selected = min(max(0, entries.count - 1), palette.selected + 1)
    case .tab:
      if entries.indices.contains(palette.selected) {
        palette.field.text = entries[palette.selected].command.name + " "
      }
      palette.selected = 0
    default:
      if palette.field.handle(key) { palette.selected = 0 }
    }
    overlay = .palette(palette)
    return []
  }
}

/// Letters in order, anywhere in a name.
enum Fuzzy {
  /// How bad the match is, 0 for the best; nil for none.
  static func score(_ letters: String, in name: String) -> Int? {
    var score = 0
    var rest = Substring(name)
    var isFirst = true
    for letter in letters.lowercased() {
      guard let index = rest.firstIndex(of: letter) else { return nil }
      let gap = rest.distance(from: rest.startIndex, to: index)
      let atWord = index == name.startIndex || name[name.index(before: index)] == "-"
      score += gap == 0 ? 0 : (atWord ? 2 : 5 + gap) + (isFirst ? 3 : 0)
      rest = rest[rest.index(after: index)...]
      isFirst = false
    }
    return letters.isEmpty ? 0 : score * 64 + min(63, name.count)
  }
}
