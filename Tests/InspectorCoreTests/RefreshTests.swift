import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// When the store is asked, and when it is left alone.
@Suite("Refresh")
struct RefreshTests {
  @Test("At most one page is asked for at a time")
  func oneInFlight() {
    var inspector = Inspector(.sample())
    inspector.holds = true
    let before = inspector.count(\.isPage)
    for _ in 0..<5 { inspector.elsewhere { _ in } }
    #expect(inspector.count(\.isPage) == before + 1)
  }

  @Test("A costly query rests five times as long as it took")
  func rests() {
    var inspector = Inspector(.sample(), settings: Settings(filter: "ad"))
    inspector.pass(.seconds(5))
    inspector.holds = true
    inspector.elsewhere { _ in }
    inspector.pass(.seconds(2))
    inspector.release()
    let before = inspector.count(\.isPage)
    inspector.elsewhere { _ in }
    inspector.pass(.seconds(8))
    #expect(inspector.count(\.isPage) == before, "it took two seconds, so it rests ten")
    inspector.pass(.seconds(3))
    #expect(inspector.count(\.isPage) == before + 1)
  }

  @Test("A frozen screen stands still and counts what it missed")
  func frozen() {
    var inspector = Inspector(.sample())
    inspector.press("z")
    let before = inspector.state.shownIDs
    inspector.elsewhere { $0.remove("9f3aaaaaaaaac21e") }
    inspector.elsewhere { $0.remove("41bdaaaaaaaa07aa") }
    #expect(inspector.state.shownIDs == before)
    #expect(inspector.state.list.frozenChanges == 2)
    inspector.press("z")
    inspector.pass(.milliseconds(100))
    #expect(inspector.state.shownIDs.contains("-41bdaaaaaaaa07aa"))
  }

  @Test("A frozen screen sets no timer once its message has faded")
  func idle() {
    var inspector = Inspector(.sample())
    inspector.press("z")
    inspector.pass(.seconds(30))
    let before = inspector.count(\.isTick)
    inspector.pass(.seconds(600))
    #expect(inspector.count(\.isTick) == before)
    #expect(inspector.alarm == nil)
  }

  @Test("A live screen wakes at most about once a second")
  func liveTicks() {
    var inspector = Inspector(.sample())
    inspector.pass(.seconds(20))
    let before = inspector.count(\.isTick)
    inspector.pass(.seconds(60))
    #expect(inspector.count(\.isTick) - before <= 62)
  }

  @Test("An answer to a request no longer wanted is ignored")
  func staleAnswer() {
    var inspector = Inspector(.sample())
    let before = inspector.state.list
    inspector.send(.pageLoaded(request: 9999, .success(Page())))
    #expect(inspector.state.list == before)
  }

  @Test("Only the open session's own change loads it again")
  func contentFollowsRevision() {
    var inspector = Inspector(.sample())
    func contents(_ inspector: Inspector) -> Int {
      inspector.count { if case .loadContent = $0 { true } else { false } }
    }
    let before = contents(inspector)
    inspector.elsewhere { $0.set("visits", 1, of: "b7c1aaaaaaaa20de") }
    #expect(contents(inspector) == before)
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    #expect(contents(inspector) == before + 1)
    #expect(inspector.state.open?.flashes[Path(key: "locale")]?.old == "fr-FR")
  }
}
