import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// Values are changed in place and keep their type; nothing typed is lost.
@Suite("Edit")
struct EditTests {
  /// On `locale` of the first session.
  private func onLocale(_ settings: Settings = Settings()) -> Inspector {
    var inspector = Inspector(.sample(), settings: settings)
    inspector.press("enter", "j", "j", "j")
    return inspector
  }

  private func field(_ inspector: Inspector) -> String? {
    if case .edit(let edit)? = inspector.state.prompt { edit.field.text } else { nil }
  }

  @Test("Enter in the field applies what was typed")
  func editString() {
    var inspector = onLocale()
    inspector.press("e", "ctrl-u")
    inspector.type("de-DE")
    inspector.press("enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "de-DE")
    #expect(inspector.state.prompt == nil)
    inspector.press("u")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FR")
  }

  @Test("A nested number keeps its type and its exact text")
  func editNested() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "enter", "j", "j", "e", "ctrl-u")
    #expect(inspector.state.open?.cursor.description == "cart.total")
    inspector.type("50")
    inspector.press("enter")
    #expect(
      inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "cart").key("total")] == .number(Number(verbatim: "50.0")))
  }

  @Test("A text that is no number is refused and kept")
  func refused() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "enter", "j", "j", "e", "ctrl-u")
    inspector.type("many")
    inspector.press("enter")
    #expect(field(inspector) == "many")
    #expect(inspector.count(\.isWrite) == 0)
  }

  @Test("The same text again writes nothing")
  func unchanged() {
    var inspector = onLocale()
    inspector.press("e", "enter")
    #expect(inspector.count(\.isWrite) == 0)
    #expect(inspector.state.notice == .nothingChanged)
  }

  @Test("A change elsewhere during typing leaves the text alone and shows both versions")
  func conflict() {
    var inspector = onLocale()
    inspector.press("e")
    inspector.type("X")
    inspector.elsewhere { $0.set("locale", "it", of: "9f3aaaaaaaaac21e") }
    #expect(field(inspector) == "fr-FRX")
    inspector.press("enter")
    guard case .conflict(let conflict)? = inspector.state.overlay else {
      Issue.record("no conflict is shown")
      return
    }
    #expect(conflict.base[Path(key: "locale")] == "fr-FR")
    #expect(conflict.theirs?.data[Path(key: "locale")] == "it")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "it", "nothing is written yet")
    inspector.press("m")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FRX")
    #expect(inspector.state.overlay == nil)
  }

  @Test("Taking theirs writes nothing; going back to edit keeps the text")
  func conflictOtherWays() {
    var inspector = onLocale()
    inspector.press("e")
    inspector.type("X")
    inspector.elsewhere { $0.set("locale", "it", of: "9f3aaaaaaaaac21e") }
    inspector.press("enter")
    var other = inspector
    inspector.press("t")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "it")
    other.press("e")
    #expect(field(other) == "fr-FRX")
    other.press("enter")
    #expect(other.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FRX")
  }

  @Test("Merging keeps another key that they changed")
  func merge() {
    var inspector = onLocale()
    inspector.press("e")
    inspector.type("X")
    inspector.elsewhere { $0.set("flash", "hi", of: "9f3aaaaaaaaac21e") }
    inspector.press("enter", "b")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FRX")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "flash")] == "hi")
  }

  @Test("A session that goes during typing leaves the text in the field")
  func goneWhileTyping() {
    var inspector = onLocale()
    inspector.press("e")
    inspector.type("X")
    inspector.elsewhere { $0.remove("9f3aaaaaaaaac21e") }
    inspector.pass(.seconds(30))
    inspector.press("enter")
    #expect(field(inspector) == "fr-FRX")
    guard case .edit(let edit)? = inspector.state.prompt else { return }
    #expect(edit.problem == .gone(SessionID("9f3aaaaaaaaac21e")))
  }

  @Test("A failed write brings the text back")
  func failedWrite() {
    var inspector = onLocale()
    inspector.store.failure = .locked(waited: .seconds(5))
    inspector.press("e")
    inspector.type("X")
    inspector.press("enter")
    #expect(field(inspector) == "fr-FRX")
    inspector.press("enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FRX")
  }

  @Test(
    "A new key takes JSON as JSON and anything else as a string",
    arguments: [
      ("1042", Value.number(Number(1042))), ("true", Value.bool(true)), ("hello", Value.string("hello")),
      (#"["a"]"#, Value.array(["a"])),
    ])
  func addKey(text: String, value: Value) {
    var inspector = Inspector(.sample())
    inspector.press("a")
    inspector.type("fresh")
    inspector.press("enter")
    inspector.type(text)
    inspector.press("enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "fresh")] == value)
  }

  @Test("Renaming keeps the place and refuses a name that is taken")
  func rename() {
    var inspector = onLocale()
    inspector.press("R", "ctrl-u")
    inspector.type("name")
    inspector.press("enter")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("ctrl-u")
    inspector.type("lang")
    inspector.press("enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?.members?.map(\.key.string)[3] == "lang")
  }

  @Test("Deleting a key asks first")
  func deleteKey() {
    var inspector = onLocale()
    inspector.press("d", "enter")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] != nil)
    inspector.press("d", "y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == nil)
  }

  @Test("The type changes only when asked to")
  func changeType() {
    var inspector = Inspector(.sample())
    inspector.press("j", "enter", "c", "s", "enter")
    #expect(inspector.store.data("41bdaaaaaaaa07aa")?[Path(key: "user_id")] == "7")
  }

  @Test("An unreadable text from the editor is offered again")
  func rejectedText() {
    var inspector = Inspector(.sample())
    inspector.press("E")
    inspector.send(.editorReturned(.text("{ broken")))
    inspector.press("E")
    guard
      case .openEditor(_, _, let text)? = inspector.effects.last(where: {
        if case .openEditor = $0 { true } else { false }
      })
    else { return }
    #expect(text == "{ broken")
  }

  @Test("What comes from the editor is shown as changes and written after y")
  func editor() {
    var inspector = Inspector(.sample())
    inspector.press("j", "E")
    inspector.send(.editorReturned(.text(#"{"user_id": 7, "theme": "light", "new": [1]}"#)))
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("y")
    #expect(inspector.store.data("41bdaaaaaaaa07aa") == ["user_id": 7, "theme": "light", "new": [1]])
  }

  @Test("An editor left without a change writes nothing")
  func editorUnchanged() {
    var inspector = Inspector(.sample())
    inspector.press("E")
    inspector.send(.editorReturned(.unchanged))
    #expect(inspector.state.notice == .editorUnchanged)
    #expect(inspector.state.prompt == nil)
  }

  @Test("A session that cannot be edited says why")
  func obstacle() {
    var inspector = Inspector(.sample())
    guard case .success(var content) = inspector.store.content(SessionID("9f3aaaaaaaaac21e")) else { return }
    content.editObstacle = .needsSecret
    inspector.holds = true
    inspector.press("r")
    guard
      case .loadContent(let request, _, _)? = inspector.held.last(where: {
        if case .loadContent = $0 { true } else { false }
      })
    else { return }
    inspector.send(.contentLoaded(request: request, .success(content)))
    inspector.press("enter", "e")
    #expect(inspector.state.notice == .disabled(command: "edit", .editObstacle(.needsSecret)))
  }
}
