import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// The list follows the filter while it is typed.
@Suite("Filter prompt")
struct FilterPromptTests {
  @Test("The list follows after a pause in typing, not at every key")
  func debounce() {
    var inspector = Inspector(.sample())
    let before = inspector.count(\.isPage)
    inspector.press("/")
    inspector.type("admin")
    #expect(inspector.count(\.isPage) == before)
    inspector.pass(.milliseconds(300))
    #expect(inspector.count(\.isPage) == before + 1)
    #expect(inspector.state.shownIDs == ["9f3aaaaaaaaac21e", "0a91aaaaaaaaff03"])
  }

  @Test("Enter takes the filter at once and Esc clears it again")
  func enterAndEscape() {
    var inspector = Inspector(.sample())
    inspector.press("/")
    inspector.type("admiral")
    inspector.press("enter")
    #expect(inspector.state.prompt == nil)
    #expect(inspector.state.shownIDs == ["b7c1aaaaaaaa20de"])
    inspector.press("escape")
    #expect(inspector.state.shownIDs.count == 6)
  }

  @Test("Esc in the prompt brings back the filter before")
  func escapeRestores() {
    var inspector = Inspector(.sample(), settings: Settings(filter: "ad"))
    inspector.press("/")
    inspector.type("miral")
    inspector.pass(.seconds(1))
    #expect(inspector.state.shownIDs.count == 1)
    inspector.press("escape")
    #expect(inspector.state.list.query.filter?.text == "ad")
    #expect(inspector.state.shownIDs.count == 6)
  }

  @Test("A bad filter keeps its prompt and the last good list")
  func badFilter() {
    var inspector = Inspector(.sample())
    inspector.press("/")
    inspector.type("@user=x @nope")
    inspector.pass(.seconds(1))
    inspector.press("enter")
    guard case .filter(let prompt)? = inspector.state.prompt else {
      Issue.record("the prompt is closed")
      return
    }
    #expect(prompt.problem?.column == 8)
    #expect(inspector.state.list.query.filter == nil)
    #expect(inspector.state.shownIDs.count == 6)
  }

  @Test("Esc stops a long scan and keeps what it found")
  func cancelScan() {
    var inspector = Inspector(.sample())
    inspector.holds = true
    inspector.run("filter theme=dark")
    guard case .loadPage(let request, _, _, _)? = inspector.held.last else {
      Issue.record("nothing was asked for")
      return
    }
    let found = Session(id: SessionID("41bd"), size: 2, keyCount: 0, revision: Revision("1"))
    inspector.send(
      .pageProgressed(
        request: request, Progress(done: 500, total: 1000, hits: 1), [.init(session: found, cursor: Cursor("c"))]))
    #expect(inspector.state.shownIDs == ["41bd"])
    #expect(inspector.state.list.progress?.done == 500)
    inspector.press("escape")
    #expect(inspector.effects.contains(.cancel(request: request)))
    #expect(inspector.state.shownIDs == ["41bd"])
    #expect(inspector.state.list.query.filter?.text == "theme=dark")
  }

  @Test("A pasted line break does not submit")
  func paste() {
    var inspector = Inspector(.sample())
    inspector.press("/")
    inspector.send(.pasted("admin\nd\ny"))
    #expect(inspector.state.prompt != nil)
    #expect(inspector.count(\.isWrite) == 0)
  }

  @Test("Paste over a list does nothing and says so")
  func pasteOverList() {
    var inspector = Inspector(.sample())
    inspector.send(.pasted("dy"))
    #expect(inspector.state.notice == .pasteIgnored)
    #expect(inspector.state.prompt == nil)
  }

  @Test("Without a filter but with expired ones, A shows them")
  func expired() {
    var inspector = Inspector(.sample())
    inspector.pass(.seconds(251))
    inspector.press("r")
    inspector.pass(.seconds(2))
    #expect(!inspector.state.list.rows.contains { $0.session.id.text == "b7c1aaaaaaaa20de" })
    inspector.press("A")
    #expect(inspector.state.list.rows.contains { $0.session.id.text == "b7c1aaaaaaaa20de" })
  }
}
