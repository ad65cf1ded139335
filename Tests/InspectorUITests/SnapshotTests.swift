import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// Whole screens as text files.
@Suite("Snapshots")
struct SnapshotTests {
  static let sizes = [(120, 40), (80, 24), (40, 12), (20, 5), (1, 1)].map { Size(columns: $0.0, rows: $0.1) }

  @Test("The list with the session under the cursor open", arguments: sizes)
  func list(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("j", "j", "j", "j", "space", "g")
    inspector.elsewhere {
      $0.add("feedaaaaaaaabeef", user: "zoe", seen: Inspector.start, ["hello": "world"])
      $0.set("theme", "light", of: "41bdaaaaaaaa07aa")
      $0.remove("77f0aaaaaaaa1b2c")
    }
    expectSnapshot("list", inspector.state, size)
  }

  @Test("The keys of a session, one of them open", arguments: sizes)
  func keys(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("enter", "j", "enter", "j")
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    expectSnapshot("keys", inspector.state, size)
  }

  @Test("The question before a session is deleted", arguments: sizes)
  func delete(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("d")
    expectSnapshot("delete", inspector.state, size)
  }

  @Test("A filter that is none", arguments: sizes)
  func filter(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("/")
    inspector.type("ad @exipred")
    inspector.pass(.seconds(1))
    expectSnapshot("bad-filter", inspector.state, size)
  }

  @Test("The timeline of a key", arguments: sizes)
  func timeline(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    inspector.press("t")
    expectSnapshot("timeline", inspector.state, size)
  }

  @Test("The help", arguments: sizes)
  func help(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("?")
    expectSnapshot("help", inspector.state, size)
  }

  @Test("Both changed the same key", arguments: sizes)
  func conflict(size: Size) {
    var inspector = Inspector(.sample(), size: size)
    inspector.press("enter", "j", "j", "j", "e")
    inspector.store.set("locale", "de-DE", of: "9f3aaaaaaaaac21e")
    inspector.type("!")
    inspector.press("enter")
    expectSnapshot("conflict", inspector.state, size)
  }

  @Test("ASCII characters only")
  func ascii() {
    var inspector = Inspector(.sample(), settings: Settings(glyphs: .ascii))
    inspector.press("enter", "j", "enter")
    expectSnapshot("ascii", inspector.state, Size(columns: 80, rows: 24))
    let frame = Screen(inspector).text
    #expect(frame.utf8.allSatisfy { $0 < 0x80 })
  }
}
