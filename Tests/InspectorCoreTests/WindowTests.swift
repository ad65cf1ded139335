import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// A window of some hundred rows onto a list of any length.
@Suite("Window")
struct WindowTests {
  @Test("Walking down loads what follows and lets go of what is far above")
  func walkingDown() {
    var inspector = Inspector(.numbered(3000))
    for _ in 0..<1000 { inspector.press("j") }
    #expect(inspector.state.cursorID == "s001000")
    #expect(inspector.state.list.rows.count <= ListState.windowLimit)
    #expect(inspector.state.list.hasMoreBefore)
    for _ in 0..<1000 { inspector.press("k") }
    #expect(inspector.state.cursorID == "s000000")
    #expect(!inspector.state.list.hasMoreBefore)
  }

  @Test("The window has each session once and in order, wherever the cursor goes")
  func order() {
    var inspector = Inspector(.numbered(2000))
    for key in ["G", "page-up", "page-up", "g", "page-down", "G", "ctrl-u", "ctrl-u"] {
      for _ in 0..<15 { inspector.press(key) }
      let ids = inspector.state.list.rows.map(\.session.id.text)
      #expect(ids == ids.sorted(), "after \(key)")
      #expect(Set(ids).count == ids.count)
    }
  }

  @Test("g and G ask for the first and the last page")
  func edges() {
    var inspector = Inspector(.numbered(5000))
    inspector.press("G")
    #expect(inspector.state.cursorID == "s004999")
    inspector.press("g")
    #expect(inspector.state.cursorID == "s000000")
  }

  @Test("A session that moved out of the window is gone after")
  func goesAfter() {
    var inspector = Inspector(.numbered(3000))
    inspector.press("G")
    #expect(inspector.state.cursorID == "s002999")
    inspector.elsewhere { $0.set("n", 1, of: "s002999", seen: Inspector.start + .seconds(5)) }
    inspector.pass(.seconds(1))
    #expect(inspector.state.cursorID == "s002999")
    #expect(inspector.state.list.cursorIndex != nil)
    #expect(inspector.state.list.tombstones.isEmpty)
    #expect(inspector.state.list.rows.contains { $0.session.id.text == "s000001" })
  }

  @Test("A session that left a long list for good becomes a tombstone in its place")
  func goneFromLongList() {
    var inspector = Inspector(.numbered(3000))
    inspector.press("G", "k", "k")
    let id = inspector.state.cursorID
    inspector.elsewhere { $0.remove("s002997") }
    inspector.pass(.seconds(1))
    #expect(inspector.state.cursorID == id)
    #expect(inspector.state.list.cursorItem?.isGone == true)
  }
}
