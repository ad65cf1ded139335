import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// What a session was: timeline, time travel, diff.
@Suite("History")
struct HistoryTests {
  private func changed() -> Inspector {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    inspector.elsewhere { $0.set("flash", "hi", of: "9f3aaaaaaaaac21e") }
    return inspector
  }

  @Test("Changes are recorded with old and new value, newest first")
  func timeline() {
    let inspector = changed()
    let events = inspector.state.timelineEvents(TimelineState(path: nil))
    #expect(events.map(\.path.description) == ["flash", "locale", "locale"])
    #expect(events[1].old == "de-DE")
    #expect(events[1].new == "en")
    #expect(inspector.state.timelineEvents(TimelineState(path: Path(key: "locale"))).count == 2)
  }

  @Test("Enter in the timeline puts the old value back after y")
  func restore() {
    var inspector = changed()
    inspector.press("t", "j", "j", "enter")
    #expect(inspector.count(\.isWrite) == 0)
    inspector.press("y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "fr-FR")
  }

  @Test("The past can be looked at and not edited")
  func past() {
    var inspector = changed()
    inspector.press("[", "[", "[")
    #expect(inspector.state.shownContent?.data[Path(key: "locale")] == "fr-FR")
    inspector.press("enter", "j", "e")
    #expect(inspector.state.notice == .disabled(command: "edit", .inThePast))
    inspector.press("]", "]", "]")
    #expect(inspector.state.open?.pastIndex == nil)
    #expect(inspector.state.shownContent?.data[Path(key: "locale")] == "en")
  }

  @Test("Without a recorded change there is no past")
  func noPast() {
    var inspector = Inspector(.sample())
    inspector.press("[")
    #expect(inspector.state.notice == .disabled(command: "past", .noHistory))
  }

  @Test("Two marked sessions are compared key by key")
  func diff() {
    var inspector = Inspector(.sample())
    inspector.press("j", "space", "space", "=")
    guard case .diff(let diff)? = inspector.state.overlay else {
      Issue.record("nothing is compared")
      return
    }
    #expect(diff.leaves.map(\.path.description).sorted() == ["theme", "user_id"])
  }

  @Test("A diff needs two marks and says how many there are")
  func diffNeedsTwo() {
    var inspector = Inspector(.sample())
    inspector.press("space", "=")
    #expect(inspector.state.notice == .disabled(command: "diff", .needsTwoMarks(have: 1)))
  }

  @Test("A pinned session goes on being recorded while another is open")
  func pinned() {
    var inspector = Inspector(.sample())
    inspector.press("b", "j", "j")
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    #expect(inspector.state.histories[SessionID("9f3aaaaaaaaac21e")].events.count == 1)
  }

  @Test("The cursor of the keys stays on its key when others come and go")
  func keyCursor() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "j", "j")
    #expect(inspector.state.open?.cursor.description == "locale")
    inspector.elsewhere { store in
      store.set("zzz", 1, of: "9f3aaaaaaaaac21e")
      store.set("flash", "x", of: "9f3aaaaaaaaac21e")
    }
    #expect(inspector.state.open?.cursor.description == "locale")
  }
}
