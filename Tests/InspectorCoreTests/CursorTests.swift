import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// The cursor follows the session, not the row.
@Suite("Cursor")
struct CursorTests {
  @Test("A session that moves up takes the cursor with it")
  func followsSession() {
    var inspector = Inspector(.sample())
    inspector.press("j", "j", "j")
    #expect(inspector.state.cursorID == "77f0aaaaaaaa1b2c")
    inspector.elsewhere { $0.set("visits", 4, of: "77f0aaaaaaaa1b2c", seen: Inspector.start) }
    #expect(inspector.state.cursorID == "77f0aaaaaaaa1b2c")
    #expect(inspector.state.list.cursorIndex == 0)
  }

  @Test("New rows above leave the cursor on its session")
  func newRowsAbove() {
    var inspector = Inspector(.sample())
    inspector.press("j")
    inspector.elsewhere { $0.add("feed", seen: Inspector.start, ["a": 1]) }
    #expect(inspector.state.cursorID == "41bdaaaaaaaa07aa")
    #expect(inspector.state.list.flashes[SessionID("feed")]?.kind == .new)
  }

  @Test("A session that goes leaves a tombstone under the cursor for ten seconds")
  func tombstone() {
    var inspector = Inspector(.sample())
    inspector.press("j")
    inspector.elsewhere { $0.remove("41bdaaaaaaaa07aa") }
    #expect(inspector.state.shownIDs[1] == "-41bdaaaaaaaa07aa")
    #expect(inspector.state.cursorID == "41bdaaaaaaaa07aa")
    inspector.pass(.seconds(9))
    #expect(inspector.state.shownIDs.count == 6)
    inspector.pass(.seconds(2))
    #expect(inspector.state.shownIDs.count == 5)
    #expect(inspector.state.cursorID == "c0deaaaaaaaa9911", "the line below takes the place")
  }

  @Test("Acting on a tombstone says that the session is already gone")
  func actingOnTombstone() {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.remove("9f3aaaaaaaaac21e") }
    inspector.press("d")
    #expect(inspector.state.prompt == nil)
    #expect(inspector.state.notice == .disabled(command: "delete", .alreadyGone(SessionID("9f3aaaaaaaaac21e"))))
  }

  @Test("Deleting the last row selects its tombstone, then the row before it")
  func deletingTheLast() {
    var inspector = Inspector(.sample())
    inspector.press("G", "d", "y")
    #expect(inspector.state.shownIDs.last == "-b7c1aaaaaaaa20de")
    #expect(inspector.state.cursorID == "b7c1aaaaaaaa20de")
    inspector.pass(.seconds(11))
    #expect(inspector.state.cursorID == "0a91aaaaaaaaff03")
  }

  @Test("A session that comes back is no tombstone any more")
  func comesBack() {
    var inspector = Inspector(.sample())
    inspector.press("d", "y")
    #expect(inspector.state.shownIDs[0] == "-9f3aaaaaaaaac21e")
    inspector.press("u")
    inspector.pass(.milliseconds(200))
    #expect(inspector.state.shownIDs[0] == "9f3aaaaaaaaac21e")
    #expect(inspector.state.cursorID == "9f3aaaaaaaaac21e")
  }

  @Test("With follow-changes on, the cursor goes to what changed")
  func followsChanges() {
    var inspector = Inspector(.sample())
    inspector.press("f")
    inspector.elsewhere { $0.set("visits", 99, of: "0a91aaaaaaaaff03") }
    #expect(inspector.state.cursorID == "0a91aaaaaaaaff03")
  }

  @Test("Marks in the gutter fade after ten seconds")
  func fading() {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.set("visits", 99, of: "0a91aaaaaaaaff03") }
    #expect(inspector.state.list.flashes[SessionID("0a91aaaaaaaaff03")]?.kind == .changed)
    inspector.pass(.seconds(11))
    #expect(inspector.state.list.flashes.isEmpty)
  }
}
