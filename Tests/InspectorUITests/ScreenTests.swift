import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

/// What a person reads while working.
@Suite("Screen")
struct ScreenTests {
  @Test("Deleting asks with the session's facts, then says how to take it back")
  func delete() {
    var inspector = Inspector(.sample())
    inspector.press("d")
    expect(inspector).shows("Delete session 9f3a…c21e (admin@acme)?", "6 keys", "n keep (default)")
    inspector.press("y")
    expect(inspector).shows(
      "Deleted session 9f3a…c21e (6 keys). u restores it, exactly as it was.", "deleted · u undo")
  }

  @Test("Enter at the question keeps everything, other keys say that they do nothing")
  func enterAtQuestion() {
    var inspector = Inspector(.sample())
    inspector.press("d", "x")
    expect(inspector).shows("Other keys do nothing here")
    inspector.press("enter")
    #expect(inspector.state.prompt == nil)
    #expect(inspector.store.data("9f3aaaaaaaaac21e") != nil)
  }

  @Test("The header says whether something can be hurt here")
  func header() {
    expect(Inspector(.sample())).shows("READ-WRITE", "live", "6 sessions")
    var store = SampleStore.sample()
    store.info.readOnly = .asked
    expect(Inspector(store)).shows("READ-ONLY")
    expect(Inspector(.sample(), settings: Settings(isProduction: true), size: Size(columns: 120, rows: 40)))
      .shows("READ-WRITE PRODUCTION")
  }

  @Test("Secrets are bullets until revealed")
  func masked() {
    var inspector = Inspector(.sample(), size: Size(columns: 120, rows: 40))
    inspector.press("enter")
    expect(inspector).shows("••••••••", "M shows")
    expect(inspector).hides("d41d8cd98f00b204")
    inspector.press("M")
    expect(inspector).shows("d41d8cd98f00b204", "Secrets are shown for 30s")
  }

  @Test("A moment of today is shown by its time, another by its day")
  func days() {
    var store = SampleStore()
    store.add("long", seen: Inspector.start, expires: Inspector.start + .seconds(14 * 86_400), ["n": 1])
    expect(Inspector(store, size: Size(columns: 120, rows: 40))).shows("created 21:20:06  expires 2026-12-06")
  }

  @Test("A session of more keys than are made into lines says where it is cut")
  func manyKeys() {
    var store = SampleStore()
    let members = (0..<10_050).map { Value.Member(Text("key\($0)"), .null) }
    store.add("big", seen: Inspector.start, .object(members))
    expect(Inspector(store, size: Size(columns: 120, rows: 40))).shows("10 050 keys, the first 10 000 lines")
  }

  @Test("Hostile text is shown and does nothing")
  func hostile() {
    let inspector = Inspector(.sample(), size: Size(columns: 120, rows: 40))
    expect(inspector).shows("‹U+202E›", "! controls")
    #expect(!Screen(inspector).text.unicodeScalars.contains("\u{202E}"))
  }

  @Test("An edit shows old and new value while it is typed")
  func edit() {
    var inspector = Inspector(.sample())
    inspector.press("enter", "j", "j", "j", "e", "ctrl-u")
    inspector.type("de-DE")
    expect(inspector).shows("\"fr-FR\" → \"de-DE\"")
    inspector.press("enter")
    expect(inspector).shows("Set locale. u takes it back.")
  }

  @Test("A text of another type says how to change the type")
  func editProblem() {
    var inspector = Inspector(.sample())
    inspector.press("j", "enter", "e", "ctrl-u")
    inspector.type("\"x\"")
    inspector.press("enter")
    expect(inspector).shows("This is a string, not a whole number. c changes the type.")
  }

  @Test("Nothing to show says what to do next")
  func emptyStates() {
    var inspector = Inspector(.sample())
    inspector.press("/")
    inspector.type("nobody")
    inspector.press("enter")
    expect(inspector).shows("Nothing matches nobody.", "Esc clears the filter")
    expect(Inspector(SampleStore(), size: Size(columns: 120, rows: 40))).shows("No sessions in django_session yet.")
    var later = Inspector(.sample())
    later.pass(.seconds(100_000))
    later.press("r")
    later.pass(.seconds(15))
    expect(later).shows("No active sessions.", "A shows the 6 expired ones.")
  }

  @Test("A bad filter is marked at its column")
  func badFilter() {
    var inspector = Inspector(.sample())
    inspector.press("/")
    inspector.type("ad @exipred")
    expect(inspector).shows("/ad @exipred", "    ^", "Did you mean @expired?")
  }

  @Test("The hints are those of commands that work now")
  func hints() {
    var store = SampleStore.sample()
    expect(Inspector(store)).shows("d delete", "? help", "q quit")
    store.info.readOnly = .asked
    expect(Inspector(store)).hides("d delete")
    expect(Inspector(store)).shows("? help")
  }

  @Test("A session that is gone says so in the keys pane")
  func gone() {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.remove("9f3aaaaaaaaac21e") }
    inspector.press("d")
    expect(inspector).shows("9f3a…c21e is already gone.", "gone")
  }

  @Test("The message line covers no row of the list")
  func messageLine() {
    var inspector = Inspector(.numbered(100))
    let rows = inspector.state.layout.dataRows(of: .list)
    inspector.press("d")
    #expect(inspector.state.layout.dataRows(of: .list) == rows - 1, "a prompt takes its rows from the panes")
    for _ in 0..<60 { inspector.press("escape", "j", "d") }
    expect(inspector).shows("> " + "s0000")
  }

  @Test("Frozen, past and reconnecting are seen in the header")
  func states() {
    var inspector = Inspector(.sample())
    inspector.press("z")
    expect(inspector).shows("frozen")
    inspector.press("z")
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    expect(inspector).shows("reconnecting")
  }
}

/// Sentences that depend on how a change ended.
@Suite("Sentences")
struct SentenceTests {
  @Test("An undo that left sessions alone does not say that it was done")
  func undoConflicts() {
    var inspector = Inspector(.sample())
    let conflict = Conflict(id: SessionID("9f3aaaaaaaaac21e"), expected: nil, current: Revision("9"))
    inspector.send(
      .undoFinished(.undo, .success(UndoReport(summary: "delete", receipt: Receipt(conflicts: [conflict])))))
    expect(inspector).shows("Not taken back: 1 session changed since and was left alone.")
  }

  @Test("A change under way says how far it is and how to stop it")
  func writing() {
    var inspector = Inspector(.sample(), size: Size(columns: 100, rows: 24))
    inspector.holds = true
    inspector.press("d", "y")
    inspector.send(.writeProgressed(Progress(done: 1200, total: 60_000)))
    expect(inspector).shows("delete 9f3a…c21e: 1 200 of 60 000", "ctrl-c stops")
    inspector.press("ctrl-c")
    #expect(inspector.effects.contains(.cancelWrite))
    expect(inspector).shows("Stopping")
  }

  @Test(
    "Store errors say what to try",
    arguments: [
      (StoreError.locked(waited: .seconds(5)), "locked for 5s. Try again."),
      (StoreError.readOnly(.asked), "Leave out --read-only"),
      (StoreError.editRefused(SessionID("abc"), .needsSecret), "--secret-file"),
    ])
  func errors(error: StoreError, text: String) {
    var inspector = Inspector(.sample(), size: Size(columns: 140, rows: 24))
    inspector.store.failure = error
    inspector.press("d", "y")
    expect(inspector).shows(text)
  }

  @Test("Deleting the marked sessions names the first of them")
  func markedDelete() {
    var inspector = Inspector(.sample())
    inspector.press("space", "space", "d")
    expect(inspector).shows("Delete 2 sessions?", "9f3a…c21e (admin@acme), 41bd…07aa (adele)")
    inspector.press("y")
    expect(inspector).shows("Deleted 2 sessions. u restores them, exactly as they were.")
  }

  @Test("The order of the list is told in its rule")
  func sort() {
    var inspector = Inspector(.sample())
    inspector.press("s")
    expect(inspector).shows("Sort by?", "s seen (now)", "b size")
    inspector.press("b")
    expect(inspector).shows("size ↓")
    inspector.press("s", "b")
    expect(inspector).shows("size ↑")
  }
}
