import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// Edits of sessions that live in browsers: they wait for the browser's next request.
@Suite("Pending edits")
struct PendingEditTests {
  private let id = SessionEvent.shopper

  private func waiting() -> Inspector {
    var inspector = Inspector(.sample())
    inspector.report(.sample(1, .editPending, nil, [.locale("fr-FR", "de-DE")]))
    return inspector
  }

  @Test("An edit is known by its key until the browser has it")
  func confirmed() {
    var inspector = waiting()
    #expect(inspector.state.log.edits.change(of: "locale", in: id)?.isDelivered == false)
    inspector.report(.sample(2, .editApplied, .cart, [.locale("fr-FR", "de-DE")]))
    #expect(inspector.state.log.edits.change(of: "locale", in: id)?.isDelivered == true)
    #expect(inspector.state.cause(of: Path(key: "locale"), in: id)?.request == .cart)
    inspector.report(.sample(3, .editConfirmed, .login, [.locale("fr-FR", "de-DE")]))
    #expect(inspector.state.log.edits[id].isEmpty)
    #expect(
      inspector.state.notice == .edit(.sample(3, .editConfirmed, .login, [.locale("fr-FR", "de-DE")]), found: nil))
  }

  @Test(
    "An edit that came to nothing waits no more, and the message says so",
    arguments: [SessionEvent.Kind.editConflicted, .editExpired, .editCancelled])
  func over(kind: SessionEvent.Kind) {
    var inspector = waiting()
    inspector.report(.sample(2, kind, nil, [.locale("fr-FR", "de-DE")]))
    #expect(inspector.state.log.edits[id].isEmpty)
    guard case .edit(let event, _)? = inspector.state.notice else {
      Issue.record("nothing is said")
      return
    }
    #expect(event.kind == kind)
  }

  @Test("A conflicted edit is an error that knows what stands there now")
  func conflicted() {
    var inspector = waiting()
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    let event = SessionEvent.sample(2, .editConflicted, .cart, [.locale("fr-FR", "de-DE")])
    inspector.report(event)
    #expect(inspector.state.notice == .edit(event, found: "en"))
    #expect(inspector.state.notice?.severity == .error)
  }

  @Test("One of two edits of a session ends and the other waits on")
  func two() {
    var inspector = waiting()
    inspector.report(.sample(2, .editPending, nil, [Change(Path(key: "flash"), .replace(old: nil, new: "hi"))]))
    inspector.report(.sample(3, .editCancelled, nil, [Change(Path(key: "flash"), .replace(old: nil, new: "hi"))]))
    #expect(inspector.state.log.edits.change(of: "flash", in: id) == nil)
    #expect(inspector.state.log.edits.change(of: "locale", in: id) != nil)
  }

  @Test("A server that was started anew knows of no edit any more")
  func restarted() {
    var inspector = waiting()
    inspector.send(.infoChanged(inspector.state.info))
    #expect(!inspector.state.log.edits[id].isEmpty)
    var info = inspector.state.info
    info.location = "shop (pid 8)"
    inspector.send(.infoChanged(info))
    #expect(inspector.state.log.edits[id].isEmpty)
  }

  @Test("A process that joins the others takes no edit away")
  func joined() {
    var inspector = waiting()
    var info = inspector.state.info
    info.location = "shop (2 processes)"
    inspector.send(.processJoined(info))
    #expect(!inspector.state.log.edits[id].isEmpty)
    #expect(inspector.state.info == info && inspector.state.notice == .processJoined)
  }

  @Test("What happened long before is not announced")
  func old() {
    var inspector = Inspector(.sample())
    inspector.report(
      .sample(1, .editExpired, nil, [.locale("a", "b")], at: Inspector.start + .seconds(-3600)))
    #expect(inspector.state.notice == nil)
  }

  @Test("After an edit that waits the message says so; a deleted session is gone at once")
  func waits() {
    var inspector = Inspector(.sample())
    inspector.holds = true
    inspector.press("enter", "j", "j", "j", "e")
    inspector.type("!")
    inspector.press("enter")
    inspector.send(.writeFinished(.success(Receipt(done: [id], count: 1, pending: 1))))
    guard case .waits(let subject)? = inspector.state.notice else {
      Issue.record("the notice is \(String(describing: inspector.state.notice))")
      return
    }
    #expect(subject.session?.id == id)
    inspector.press("1", "d", "y")
    inspector.send(.writeFinished(.success(Receipt(done: [id], count: 1, pending: 1))))
    guard case .wrote? = inspector.state.notice else {
      Issue.record("the notice is \(String(describing: inspector.state.notice))")
      return
    }
  }

  @Test("A write that is done at once says nothing of waiting")
  func done() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "j", "j", "e")
    inspector.type("!")
    inspector.press("enter")
    inspector.pass(.seconds(1))
    guard case .wrote? = inspector.state.notice else {
      Issue.record("the notice is \(String(describing: inspector.state.notice))")
      return
    }
  }

  @Test("An undo of an edit that still waits is said to have taken it back in time")
  func withdrawn() {
    var inspector = waiting()
    let report = UndoReport(summary: "set locale", receipt: Receipt(done: [id], count: 1))
    inspector.report(.sample(2, .editCancelled, nil, [.locale("fr-FR", "de-DE")]))
    inspector.send(.undoFinished(.undo, .success(report)))
    #expect(inspector.state.notice == .withdrawn(report))
    inspector.pass(.seconds(60))
    inspector.send(.undoFinished(.undo, .success(report)))
    #expect(inspector.state.notice == .undone(.undo, report))
  }
}
