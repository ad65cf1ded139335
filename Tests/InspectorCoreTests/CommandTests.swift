import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// Help, palette and man page are made from the command table, so nothing in it may lack its text.
@Suite("Commands")
struct CommandTests {
  @Test(
    "Every command has a kebab-case name and a help line that is a sentence", arguments: CommandTable.all.map(\.name))
  func texts(name: String) throws {
    let command = try #require(CommandTable.named(name))
    #expect(name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || $0 == "-" })
    #expect(command.help.hasSuffix("."))
    #expect(command.help.first?.isUppercase == true)
    #expect(command.help.count <= 82)
    if let example = command.example { #expect(example.hasPrefix(name + " ")) }
  }

  @Test("No two commands have the same name")
  func uniqueNames() {
    #expect(Set(CommandTable.all.map(\.name)).count == CommandTable.all.count)
  }

  @Test("Every default key can be read and belongs to one command per context")
  func keys() {
    var seen: [Context: [KeyEvent: String]] = [:]
    for command in CommandTable.all {
      for (context, names) in command.keys {
        for name in names {
          guard let key = KeyEvent(name: name) else {
            Issue.record("\(command.name) has an unknown key \(name)")
            continue
          }
          let other = seen[context]?[key]
          #expect(other == nil, "\(name) is \(command.name) and \(other ?? "")")
          seen[context, default: [:]][key] = command.name
        }
      }
    }
  }

  @Test(
    "The commands of the design are all there",
    arguments: [
      "open", "back", "focus-next", "focus-list", "filter", "next-match", "command", "palette", "help", "back-or-quit",
      "quit", "mark", "mark-range", "mark-all-shown", "edit", "edit-in-editor", "add-key", "rename-key", "delete",
      "clear-session", "undo", "redo", "undo-list", "copy", "copy-value", "refresh", "redraw", "sort", "timeline",
      "diff",
      "past", "future", "freeze", "follow-changes", "value-mode", "wrap", "reveal", "export", "pin", "info", "theme",
      "columns", "all", "suspend", "delete-expired", "change-type",
    ])
  func present(name: String) { #expect(CommandTable.named(name) != nil) }

  @Test("A mistyped name is answered with the nearest")
  func suggestion() {
    var inspector = Inspector(.sample())
    inspector.run("delte")
    guard case .command(let prompt)? = inspector.state.prompt else {
      Issue.record("the line is gone")
      return
    }
    #expect(prompt.problem == .unknownCommand("delte", suggestion: "delete"))
    #expect(prompt.field.text == "delte")
  }

  @Test("Tab completes and up recalls")
  func completion() {
    var inspector = Inspector(.sample())
    inspector.run("freeze")
    inspector.press(":")
    inspector.type("delete-e")
    inspector.press("tab")
    guard case .command(let completed)? = inspector.state.prompt else { return }
    #expect(completed.field.text == "delete-expired")
    inspector.press("escape", ":", "up")
    guard case .command(let recalled)? = inspector.state.prompt else { return }
    #expect(recalled.field.text == "freeze")
  }

  @Test("The palette finds a command by letters in order")
  func palette() {
    let state = Inspector(.sample()).state
    #expect(state.paletteEntries(in: .list, matching: "dele").first?.command.name == "delete")
    #expect(state.paletteEntries(in: .list, matching: "fc").first?.command.name == "follow-changes")
    #expect(state.paletteEntries(in: .list, matching: "qqq").isEmpty)
  }

  @Test("The help lists the pane's own commands first and narrows by words")
  func help() {
    let state = Inspector(.sample()).state
    #expect(state.helpEntries(in: .keys, matching: "").first?.isLocal == true)
    #expect(state.helpEntries(in: .list, matching: "undo").contains { $0.command.name == "undo" })
    #expect(!state.helpEntries(in: .list, matching: "undo").contains { $0.command.name == "wrap" })
  }

  @Test("An unbound key says so and changes nothing else")
  func unbound() {
    var inspector = Inspector(.sample())
    inspector.press("f9")
    #expect(inspector.state.notice == .unboundKey(.f(9)))
  }

  @Test("Ctrl-c asks once and quits the second time; later it asks again")
  func interrupt() {
    var inspector = Inspector(.sample())
    inspector.press("ctrl-c")
    #expect(!inspector.effects.contains(.quit(code: 130)))
    inspector.pass(.seconds(3))
    inspector.press("ctrl-c")
    #expect(!inspector.effects.contains(.quit(code: 130)))
    inspector.press("ctrl-c")
    #expect(inspector.effects.contains(.quit(code: 130)))
  }

  @Test("Esc goes up one level at a time and never quits")
  func escape() {
    var inspector = Inspector(.sample(), settings: Settings(filter: "ad"))
    inspector.press("space", "enter", "?")
    inspector.press("escape")
    #expect(inspector.state.overlay == nil)
    inspector.press("escape")
    #expect(inspector.state.focus == .list)
    inspector.press("escape")
    #expect(inspector.state.list.query.filter == nil)
    inspector.press("escape")
    #expect(inspector.state.list.marks.isEmpty)
    for _ in 0..<5 { inspector.press("escape") }
    #expect(!inspector.effects.contains { if case .quit = $0 { true } else { false } })
  }
}
