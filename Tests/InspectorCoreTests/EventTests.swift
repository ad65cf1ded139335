import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// What a running server reports: changes with their requests, findings.
@Suite("Events")
struct EventTests {
  @Test("A key knows the newest request that changed it")
  func cause() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .updated, .login, [.locale("x", "y")]))
    inspector.report(.sample(2, .updated, .cart, [.locale("y", "fr-FR")]))
    inspector.report(.sample(3, .updated, .login, [Change(Path(key: "flash"), .add(nil, position: nil))]))
    #expect(inspector.state.cause(of: Path(key: "locale"), in: SessionEvent.shopper)?.request == .cart)
    #expect(inspector.state.cause(of: Path(key: "flash"), in: SessionEvent.shopper)?.request == .login)
    #expect(inspector.state.cause(of: Path(key: "name"), in: SessionEvent.shopper) == nil)
  }

  @Test("An operator's edit takes the place of the request before it")
  func edited() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .updated, .login, [.locale("x", "y")]))
    var edit = SessionEvent.sample(2, .updated, nil, [.locale("y", "fr-FR")])
    edit.source = .user
    inspector.report(edit)
    #expect(inspector.state.cause(of: Path(key: "locale"), in: SessionEvent.shopper) == edit)
  }

  @Test("A change of the whole object is the cause of every key, until one is changed again")
  func wholeCause() {
    var inspector = Inspector(.sample())
    let whole = Change(.root, .replace(old: [:], new: ["a": 1]))
    inspector.report(.sample(1, .updated, .login, [whole]))
    inspector.report(.sample(2, .updated, .cart, [.locale("a", "b")]))
    #expect(inspector.state.cause(of: Path(key: "name"), in: SessionEvent.shopper)?.request == .login)
    #expect(inspector.state.cause(of: Path(key: "locale"), in: SessionEvent.shopper)?.request == .cart)
  }

  @Test("The timeline names the request that left the value, also where others came after it")
  func timelineCause() throws {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    inspector.report(.sample(1, .updated, .cart, [.locale("fr-FR", "de-DE")]))
    inspector.report(.sample(2, .editConfirmed, .login, [.locale("fr-FR", "de-DE")]))
    let change = try #require(inspector.state.histories[SessionEvent.shopper].events.last)
    #expect(inspector.state.cause(of: change, in: SessionEvent.shopper)?.request == .cart)
  }

  @Test("The timeline has what a server reported, also from before the session was opened")
  func timeline() throws {
    var inspector = Inspector(.sample())
    inspector.press("j")
    inspector.report(.sample(1, .updated, .login, [.locale("en", "de-DE")]))
    inspector.report(.sample(2, .updated, .cart, [.locale("de-DE", "fr-FR")]))
    inspector.report(.sample(3, .editConfirmed, .login, [.locale("de-DE", "fr-FR")]))
    inspector.press("k")
    let changes = inspector.state.timelineEvents(TimelineState(path: Path(key: "locale")))
    #expect(changes.map(\.old) == ["de-DE", "en"])
    #expect(changes.map { inspector.state.cause(of: $0, in: SessionEvent.shopper)?.request } == [.cart, .login])
    inspector.press("t", "j", "enter", "y")
    #expect(inspector.store.data("9f3aaaaaaaaac21e")?[Path(key: "locale")] == "en")
  }

  @Test("A deleted session can be brought back until its browser has been told")
  func told() {
    func fate(_ inspector: Inspector) -> Tombstone.Fate? {
      inspector.state.list.items.lazy.compactMap { item -> Tombstone.Fate? in
        if case .tombstone(let tombstone) = item { tombstone.fate } else { nil }
      }.first
    }
    var inspector = Inspector(.sample())
    inspector.press("d", "y")
    #expect(fate(inspector) == .deletedHere)
    inspector.report(.sample(1, .deleted))
    #expect(fate(inspector) == .deletedHere, "on the server it comes back from the journal")
    inspector.report(.sample(2, .revoked))
    #expect(fate(inspector) == .deletedHere)
    inspector.report(.sample(3, .deleted, .cart))
    #expect(fate(inspector) == .gone)
  }

  @Test("What the inspector's own acts cause is listed once")
  func echo() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .editPending, nil, [.locale("a", "b")]))
    var audit = SessionEvent.sample(2, .audit)
    audit.action = "edit"
    inspector.report(audit)
    audit.number = 3
    audit.action = "reveal"
    inspector.report(audit)
    #expect(inspector.state.activity.events.count == 2)
  }

  @Test("What a lost update would have changed is no cause")
  func loser() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .lostUpdate, .cart, [.locale("a", "b")], other: .login))
    #expect(inspector.state.cause(of: Path(key: "locale"), in: SessionEvent.shopper) == nil)
  }

  @Test("Changes are listed once: where a server reports them, what was found by looking is not listed")
  func noDuplicates() {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    #expect(inspector.state.activity.events.count == 2)
    inspector.report(.sample(1, .updated, .cart, [.locale("fr-FR", "de-DE")]))
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    inspector.report(.sample(2, .updated, .cart, [.locale("de-DE", "en")]))
    #expect(inspector.state.activity.events.count == 2)
    #expect(inspector.state.timelineEvents(TimelineState(path: nil)).count == 2)
  }

  @Test("An event that a server repeats is taken once")
  func repeated() {
    var inspector = Inspector(.sample())
    let event = SessionEvent.sample(7, .updated, .cart, [.locale("a", "b")])
    inspector.report(event)
    inspector.report(event)
    #expect(inspector.state.log.events == [event])
    #expect(inspector.state.log.requests.count == 1)
  }

  @Test("The newest thousand events are kept, and nothing of older ones")
  func bounded() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(0, .updated, .login, [Change(Path(key: "flash"), .add(nil, position: nil))]))
    inspector.report(.sample(1, .cookieRejected, session: nil, .login, reason: "bad-signature"))
    for number in 2...1001 {
      inspector.send(.storeSignalled(.event(.sample(number, .updated, .cart, [.locale("a", "\(number)")]))))
    }
    #expect(inspector.state.log.events.count == 1000)
    #expect(inspector.state.log.events.first?.number == 2)
    #expect(inspector.state.cause(of: Path(key: "flash"), in: SessionEvent.shopper) == nil)
    #expect(inspector.state.findings.isEmpty)
    #expect(inspector.state.log.requests.allSatisfy { $0.newest.number > 1 })
    #expect(inspector.state.cause(of: Path(key: "locale"), in: SessionEvent.shopper)?.number == 1001)
  }

  @Test("Several events of one request are one line of the requests, with the keys it changed")
  func requests() {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .updated, .cart, [.locale("a", "b"), Change(Path(key: "x"), .add(1, position: nil))]))
    inspector.report(.sample(2, .unsavedChange, .cart, [Change(Path(key: "y"), .add(1, position: nil))]))
    inspector.report(.sample(3, .updated, .login, [.locale("b", "c")]))
    let requests = inspector.state.log.requests
    #expect(requests.map(\.request) == [.login, .cart])
    #expect(requests[1].keys.count == 2)
    #expect(requests[1].hasFinding)
  }

  @Test("What is reported before the response belongs to the same request as what comes after it")
  func beforeResponse() {
    var inspector = Inspector(.sample())
    let begun = CausingRequest(method: "PUT", path: "/cart", client: "127.0.0.1")
    inspector.report(.sample(1, .editApplied, begun, [.locale("a", "b")]))
    inspector.report(.sample(2, .updated, .login, [.locale("b", "c")]))
    inspector.report(.sample(3, .updated, .cart, [.locale("c", "b")]))
    #expect(inspector.state.log.requests.map(\.request) == [.login, .cart])
    inspector.report(.sample(4, .editConfirmed, begun, [.locale("a", "b")]))
    #expect(inspector.state.log.requests.map(\.request) == [begun, .login, .cart])
  }

  @Test("Enter on a request goes to its session and key, also before that session is loaded")
  func goToKey() {
    var inspector = Inspector(.sample(), size: Size(columns: 120, rows: 40))
    inspector.press("j", "j")
    inspector.report(
      .sample(1, .updated, .cart, [Change(Path(key: "cart").key("total"), .replace(old: 1, new: 2))]))
    inspector.run("requests")
    inspector.press("enter")
    #expect(inspector.state.cursorID == "9f3aaaaaaaaac21e")
    #expect(inspector.state.focus == .keys)
    #expect(inspector.state.open?.cursor.description == "cart.total")
  }

  @Test("A finding opens in full, and Enter there goes to its session")
  func finding() {
    var inspector = Inspector(.sample())
    inspector.press("j")
    inspector.report(.sample(1, .unsavedChange, .cart, [.locale("a", "b")], reason: "nested-in-place"))
    inspector.press("!")
    #expect(inspector.state.activity.view == .findings)
    inspector.press("enter")
    guard case .finding? = inspector.state.overlay else {
      Issue.record("nothing is shown in full")
      return
    }
    inspector.press("enter")
    #expect(inspector.state.overlay == nil)
    #expect(inspector.state.open?.id == SessionEvent.shopper)
    #expect(inspector.state.open?.cursor.description == "locale")
  }

  @Test("The pane's views have their own cursors, which stay on their lines as others come in")
  func views() {
    var inspector = Inspector(.sample())
    for number in 1...5 {
      let request = CausingRequest(method: "GET", path: "/\(number)")
      inspector.report(.sample(number, .updated, request, [.locale("a", "\(number)")]))
    }
    inspector.press("4", "m", "j")
    #expect(inspector.state.activity.view == .requests)
    #expect(inspector.state.log.requests[inspector.state.activity.selected].request.path == "/4")
    inspector.report(.sample(6, .updated, .cart, [.locale("a", "b")]))
    #expect(inspector.state.log.requests[inspector.state.activity.selected].request.path == "/4")
    inspector.press("m")
    #expect(inspector.state.activity.view == .findings)
    inspector.press("c")
    #expect(inspector.state.activity.view == .changes)
    #expect(inspector.state.activity.selected == 0)
    inspector.press("R")
    #expect(inspector.state.activity.view == .requests)
  }

  @Test("A screen that stands still takes up what was reported once it goes on")
  func frozen() {
    var inspector = Inspector(.sample())
    inspector.press("z")
    inspector.report(.sample(1, .updated, .cart, [.locale("a", "b")]))
    #expect(inspector.state.log.isEmpty)
    inspector.press("z")
    #expect(inspector.state.log.events.count == 1)
  }

  @Test("A session that the filter hides is not called gone")
  func notListed() {
    var inspector = Inspector(.sample(), settings: Settings(filter: "adele"))
    inspector.report(.sample(1, .updated, .cart, [.locale("a", "b")]))
    inspector.run("requests")
    inspector.press("enter")
    #expect(inspector.state.notice == .notListed(SessionEvent.shopper))
  }
}
