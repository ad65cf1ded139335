import SessionModel
import TerminalUI

extension State {
  /// Lines of the command history kept.
  static let historyLimit = 100

  mutating func commandKey(_ command: CommandPrompt, _ key: KeyEvent) -> [Effect] {
    var command = command
    switch key {
    case .enter:
      let line = command.field.text
      prompt = nil
      return runLine(line)
    case .escape:
      prompt = nil
      return []
    case .backspace where command.field.isEmpty:
      prompt = nil
      return []
    case .tab: complete(&command)
    case .up, .ctrl("p"): recall(&command, older: true)
    case .down, .ctrl("n"): recall(&command, older: false)
    default:
      guard command.field.handle(key) else { return [] }
      command.completions = []
      command.problem = nil
      command.historyIndex = nil
    }
    prompt = .command(command)
    return []
  }

  /// Runs `name argument` as typed.
  mutating func runLine(_ line: String) -> [Effect] {
    let trimmed = line.drop { $0 == " " }
    guard !trimmed.isEmpty else { return [] }
    commandHistory.removeAll { $0.utf8.elementsEqual(trimmed.utf8) }
    commandHistory.insert(String(trimmed), at: 0)
    if commandHistory.count > Self.historyLimit { commandHistory.removeLast() }
    let name = trimmed.prefix { $0 != " " }
    let argument = trimmed.dropFirst(name.count).drop { $0 == " " }
    guard CommandTable.named(String(name)) != nil else {
      var again = CommandPrompt()
      again.field.text = line
      let notice = Notice.unknownCommand(String(name), suggestion: CommandTable.nearest(to: String(name)))
      again.problem = notice
      prompt = .command(again)
      return []
    }
    // A command that is typed acts on the panes.
    if case .conflict = overlay {} else { overlay = nil }
    return run(String(name), argument: String(argument))
  }

  private mutating func complete(_ command: inout CommandPrompt) {
    let typed = command.field.textBeforeCursor
    let matches = CommandTable.all.map(\.name).filter { $0.hasPrefix(typed) }.sorted()
    command.completions = matches.count > 1 ? matches : []
    guard var common = matches.first else { return }
    for name in matches { common = String(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
    if common.utf8.count > typed.utf8.count { command.field.text = common }
    if matches.count == 1, CommandTable.named(common)?.example != nil { command.field.text = common + " " }
  }

  private mutating func recall(_ command: inout CommandPrompt, older: Bool) {
    let index = (command.historyIndex ?? -1) + (older ? 1 : -1)
    guard index < commandHistory.count else { return }
    command.historyIndex = index < 0 ? nil : index
    command.field.text = index < 0 ? "" : commandHistory[index]
    command.completions = []
  }
}
