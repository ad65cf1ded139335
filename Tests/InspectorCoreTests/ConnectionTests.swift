import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// A target that goes away for a while.
@Suite("Connection")
struct ConnectionTests {
  @Test("What was typed, marked and under the cursor is there after a reconnect")
  func survives() {
    var inspector = Inspector(.sample())
    inspector.press("j", "space", "enter", "e", "ctrl-u")
    let (cursor, marks) = (inspector.state.cursorID, inspector.state.list.marks)
    inspector.type("light")
    let typed = inspector.state.prompt
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    #expect(inspector.state.prompt == typed)
    let pages = inspector.count(\.isPage)
    inspector.send(.storeSignalled(.connection(.live)))
    inspector.pass(.seconds(1))
    #expect(inspector.count(\.isPage) == pages + 1)
    #expect(inspector.state.prompt == typed)
    #expect(inspector.state.cursorID == cursor)
    #expect(inspector.state.list.marks == marks)
    inspector.send(.storeSignalled(.changed))
    inspector.pass(.seconds(1))
    #expect(inspector.count(\.isPage) == pages + 2)
  }

  @Test("Nothing is asked of a target that does not answer")
  func quiet() {
    var inspector = Inspector(.sample())
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    let before = inspector.count(\.isRequest)
    inspector.send(.storeSignalled(.changed))
    inspector.pass(.seconds(60))
    #expect(inspector.count(\.isRequest) == before)
  }

  @Test("An edit while reconnecting fails with its text kept, and Enter writes it once the target is back")
  func edit() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "j", "j", "e", "ctrl-u")
    inspector.type("de-DE")
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    inspector.press("enter")
    guard case .edit(let edit)? = inspector.state.prompt else {
      Issue.record("what was typed is lost")
      return
    }
    #expect(edit.problem == .notConnected(.reconnecting))
    #expect(edit.field.text == "de-DE")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.send(.storeSignalled(.connection(.live)))
    inspector.press("enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "de-DE")
  }

  @Test("A question stays open while the target is away; y works once it is back")
  func question() {
    var inspector = Inspector(.sample())
    inspector.press("d")
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    inspector.press("y")
    guard case .confirm(let confirmation)? = inspector.state.prompt else {
      Issue.record("the question is gone")
      return
    }
    #expect(confirmation.waitsForTarget)
    inspector.send(.storeSignalled(.connection(.live)))
    inspector.press("y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e") == nil)
  }

  @Test("Undo waits for the target and says so")
  func undo() {
    var inspector = Inspector(.sample())
    inspector.press("d", "y")
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    inspector.press("u")
    #expect(inspector.state.notice == .disabled(command: "undo", .notConnected(.reconnecting)))
    #expect(!inspector.effects.contains(.undo))
  }

  @Test("A target that describes itself anew is believed")
  func info() {
    var inspector = Inspector(.sample())
    var info = inspector.state.info
    info.readOnly = .target
    info.warnings = [.noExpiry]
    inspector.send(.infoChanged(info))
    #expect(inspector.state.info == info)
    #expect(inspector.state.notice == .warning(.noExpiry))
  }
}
