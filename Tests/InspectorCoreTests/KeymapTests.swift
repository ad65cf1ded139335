import InspectorCore
import TerminalUI
import Testing

/// Keys can be given to other commands, and what is wrong with that is told.
@Suite("Keymap")
struct KeymapTests {
  @Test("An override wins in its context only")
  func override() {
    let (keymap, problems) = Keymap.default.merging([.init(context: "list", key: "x", command: "delete", line: 3)])
    #expect(problems.isEmpty)
    #expect(keymap.command(for: .character("x"), in: .list) == "delete")
    #expect(keymap.command(for: .character("x"), in: .keys) == "export")
  }

  @Test("A key can be taken away")
  func unbind() {
    let (keymap, _) = Keymap.default.merging([.init(context: "global", key: "q", command: nil)])
    #expect(keymap.command(for: .character("q"), in: .list) == nil)
  }

  @Test("Faults are reported with what is meant")
  func problems() {
    let overrides: [Keymap.Override] = [
      .init(context: "lst", key: "x", command: "delete", line: 1),
      .init(context: "list", key: "hyper-x", command: "delete", line: 2),
      .init(context: "list", key: "x", command: "delte", line: 3),
      .init(context: "list", key: "w", command: "delete", line: 4),
      .init(context: "list", key: "w", command: "mark", line: 5),
    ]
    let (keymap, problems) = Keymap.default.merging(overrides)
    #expect(
      problems == [
        .unknownContext(overrides[0]), .unknownKey(overrides[1]),
        .unknownCommand(overrides[2], suggestion: "delete"), .conflict(overrides[4], earlier: overrides[3]),
      ])
    #expect(keymap.command(for: .character("w"), in: .list) == "mark")
  }

  @Test("The inspector obeys the keymap it is given")
  func inUse() {
    let (keymap, _) = Keymap.default.merging([.init(context: "list", key: "w", command: "delete")])
    var inspector = Inspector(.sample(), settings: Settings(keymap: keymap))
    inspector.press("w")
    guard case .confirm? = inspector.state.prompt else {
      Issue.record("nothing is asked")
      return
    }
  }
}
