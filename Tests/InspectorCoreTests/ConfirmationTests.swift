import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// The key that asks is not the key that confirms.
@Suite("Confirmation")
struct ConfirmationTests {
  @Test("d asks and y deletes exactly what was asked")
  func deletes() {
    var inspector = Inspector(.sample())
    inspector.press("d")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("y")
    #expect(
      inspector.effects.contains(
        .write(
          WritePlan(.delete, on: .sessions([.init(SessionID("9f3aaaaaaaaac21e"), Revision("r1"))])),
          summary: "delete 9f3a…c21e")))
    #expect(inspector.store.data("9f3aaaaaaaaac21e") == nil)
  }

  @Test("These keys never confirm", arguments: ["enter", "d", "space", "Y", "escape", "n", "q", "j", "ctrl-c"])
  func neverConfirms(key: String) {
    for command in ["d", "D"] {
      var inspector = Inspector(.sample())
      inspector.press(command, key)
      #expect(inspector.count(\.isWrite) == 0)
    }
  }

  @Test("More than ten sessions want their number typed")
  func typedCount() {
    var inspector = Inspector(.numbered(40), size: Size(columns: 80, rows: 24))
    inspector.press("v", "page-down", "v", "d")
    guard case .confirm(let question)? = inspector.state.prompt, let count = question.count else {
      Issue.record("nothing is asked")
      return
    }
    #expect(count > 10)
    inspector.press("y")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.type("\(count)")
    inspector.press("enter")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("y")
    #expect(inspector.count(\.isWrite) == 1)
    #expect(inspector.state.list.marks.isEmpty)
  }

  @Test("A production target wants the number typed for one session too")
  func production() {
    var inspector = Inspector(.sample(), settings: Settings(isProduction: true))
    inspector.press("d", "y")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("1", "y")
    #expect(inspector.count(\.isWrite) == 1)
  }

  @Test("Expired sessions are counted before they are deleted")
  func deleteExpired() {
    var inspector = Inspector(.sample())
    inspector.pass(.seconds(300))
    inspector.run("delete-expired")
    guard case .confirm(let question)? = inspector.state.prompt else {
      Issue.record("nothing is asked")
      return
    }
    #expect(question.count == 1)
    inspector.press("y")
    #expect(inspector.store.data("b7c1aaaaaaaa20de") == nil)
    #expect(inspector.store.data("9f3aaaaaaaaac21e") != nil)
  }

  @Test("One session that changes while it is asked about is deleted as it is then", arguments: ["d", "D"])
  func followsOne(key: String) {
    var inspector = Inspector(.sample())
    inspector.press(key)
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    guard case .confirm(let question)? = inspector.state.prompt else {
      Issue.record("the question is gone")
      return
    }
    #expect(question.followed && question.changed.isEmpty)
    inspector.press("y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e") == (key == "d" ? nil : .object([])))
  }

  @Test("Of several sessions the one that changed after they were asked about is left alone")
  func changedMeanwhile() {
    var inspector = Inspector(.sample())
    inspector.press("*", "d")
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    guard case .confirm(let question)? = inspector.state.prompt else {
      Issue.record("the question is gone")
      return
    }
    #expect(question.changed == [SessionID("9f3aaaaaaaaac21e")] && !question.followed)
    inspector.press("y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e") != nil)
  }

  @Test("p shows what the store will do")
  func preview() {
    var inspector = Inspector(.sample())
    inspector.press("d", "p")
    guard case .confirm(let question)? = inspector.state.prompt else { return }
    #expect(question.preview == ["DELETE … WHERE id = '9f3a…c21e'"])
  }

  @Test("A read-only target refuses with the reason", arguments: ["d", "D", "a", "E", "u"])
  func readOnly(key: String) {
    var store = SampleStore.sample()
    store.info.readOnly = .asked
    var inspector = Inspector(store)
    inspector.send(.undoChanged(UndoSummary(undoable: 1)))
    inspector.press(key)
    guard case .disabled(_, .readOnly(.asked))? = inspector.state.notice else {
      Issue.record("it says \(String(describing: inspector.state.notice))")
      return
    }
    #expect(inspector.state.prompt == nil)
  }

  @Test("Undo brings back a deleted session exactly, redo deletes it again")
  func undo() {
    var inspector = Inspector(.sample())
    let before = inspector.store.data("9f3aaaaaaaaac21e")
    inspector.press("d", "y", "u")
    #expect(inspector.store.data("9f3aaaaaaaaac21e") == before)
    inspector.press("ctrl-r")
    #expect(inspector.store.data("9f3aaaaaaaaac21e") == nil)
  }

  @Test("Only one change is made at a time")
  func oneWrite() {
    var inspector = Inspector(.sample())
    inspector.holds = true
    inspector.press("d", "y", "j", "d")
    #expect(inspector.count(\.isWrite) == 1)
    #expect(inspector.state.notice == .disabled(command: "delete", .writeRunning))
    inspector.press("q")
    #expect(inspector.state.notice == .waitsForWrite)
  }
}
