import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

/// What a running server reports, on the screen.
@Suite("Reports")
struct ReportTests {
  static let wide = Size(columns: 120, rows: 40)

  /// A cart filled by a request, an edit that waits, a finding, some requests.
  static func busy(size: Size = wide, settings: Settings = Settings()) -> Inspector {
    var inspector = Inspector(.sample(), settings: settings, size: size)
    let items = Path(key: "cart").key("items").index(1)
    inspector.report(
      .sample(1, .created, .login, [.init(Path(key: "user"), .add(["id": 1042], position: nil))]))
    inspector.elsewhere { $0.set("locale", "de-DE", of: "9f3aaaaaaaaac21e") }
    inspector.report(
      .sample(2, .updated, .cart, [.init(items, .add("sku-2", position: nil)), .locale("fr-FR", "de-DE")]))
    inspector.report(
      .sample(3, .unsavedChange, .cart, [.init(items, .add("sku-3", position: nil))], reason: "nested-in-place"))
    inspector.report(.sample(4, .cookieRejected, session: nil, .login, reason: "wrong-secret", detail: "None"))
    inspector.elsewhere { $0.setPending(true, "9f3aaaaaaaaac21e") }
    inspector.report(
      .sample(
        5, .editPending, nil,
        [
          .init(Path(key: "flash"), .replace(old: nil, new: "hi")),
          .init(Path(key: "extra"), .add(true, position: nil)),
        ]
      ))
    return inspector
  }

  @Test("Changes, their requests and an edit that waits", arguments: SnapshotTests.sizes)
  func reports(size: Size) {
    var inspector = Self.busy(size: size)
    inspector.press("enter")
    expectSnapshot("reports", inspector.state, size)
  }

  @Test("The requests", arguments: SnapshotTests.sizes)
  func requests(size: Size) {
    var inspector = Self.busy(size: size)
    inspector.run("requests")
    expectSnapshot("requests", inspector.state, size)
  }

  @Test("The findings", arguments: SnapshotTests.sizes)
  func findings(size: Size) {
    var inspector = Self.busy(size: size)
    inspector.press("!")
    expectSnapshot("findings", inspector.state, size)
  }

  @Test("One finding in full", arguments: SnapshotTests.sizes)
  func finding(size: Size) {
    var inspector = Self.busy(size: size)
    inspector.press("!", "j", "enter")
    expectSnapshot("finding", inspector.state, size)
  }

  @Test("In ASCII nothing of it needs more than ASCII", arguments: [["enter"], ["4", "m"], ["!"], ["!", "enter"]])
  func ascii(keys: [String]) {
    var inspector = Self.busy(settings: Settings(glyphs: .ascii))
    for key in keys { inspector.press(key) }
    let text = Screen(inspector).text
    #expect(text.utf8.allSatisfy { $0 < 0x80 }, "the screen is\n\(text)")
  }

  @Test("The request stands beside the key it changed, and not where there is no room")
  func causes() {
    var inspector = Self.busy()
    inspector.press("enter")
    expect(inspector).shows("← PUT /cart 200 · ", "4 [changes] | requests | findings 2", "locale ← PUT /cart")
    expect(Self.busy(size: Size(columns: 60, rows: 16))).hides("← PUT /cart 200 · ")
  }

  @Test("What an operator edited says so in the place of a request")
  func edited() {
    var inspector = Inspector(.sample(), size: Self.wide)
    var edit = SessionEvent.sample(1, .updated, nil, [.locale("x", "fr-FR")])
    edit.source = .edit
    inspector.report(edit)
    inspector.press("enter")
    expect(inspector).shows("\"fr-FR\"   ← edited · ", "locale ← edited")
  }

  @Test("A long path is cut and keeps its status")
  func longPath() {
    var inspector = Inspector(.sample(), size: Self.wide)
    let request = CausingRequest(method: "GET", path: "/" + String(repeating: "long/", count: 80), status: 500)
    inspector.report(.sample(1, .updated, request, [.locale("a", "fr-FR")]))
    expect(inspector).shows("← GET /long/", "… 500 · ")
  }

  @Test("The timeline names the request of each change")
  func timeline() {
    var inspector = Self.busy()
    inspector.press("t")
    let line = Screen(inspector).text.split(separator: "\n").first { $0.contains("\"fr-FR\" → \"de-DE\"  ") }
    #expect(line?.contains("← PUT /cart 200") == true, "the screen is\n\(Screen(inspector).text)")
  }

  @Test("A session whose edit waits is marked by a glyph, and its keys say what they wait for")
  func pending() {
    var inspector = Self.busy()
    inspector.press("enter")
    expect(inspector).shows(">»9f3a…c21e", "→ \"hi\"", "waits for its browser", "»extra")
    expect(Self.busy(settings: Settings(glyphs: .ascii))).shows(">w9f3a")
  }

  @Test("The header counts the findings once there are some")
  func header() {
    expect(Inspector(.sample())).hides("! ")
    expect(Self.busy()).shows("! 2  READ-WRITE")
    expect(Self.busy(size: Size(columns: 40, rows: 12))).shows("! 2 RW")
  }

  @Test("What the server warns of stands above the findings of the app")
  func warnings() {
    var inspector = Self.busy()
    var info = inspector.state.info
    info.warnings = [
      .noExpiry, .server(code: "weak-secret", detail: "None"), .server(code: "brand-new", detail: "why"),
    ]
    inspector.send(.infoChanged(info))
    inspector.press("!")
    expect(inspector).shows(
      "! 4  READ-WRITE", ">! server   The secret key can be", " ! server   The server warns: brand-new.")
    inspector.press("enter")
    expect(inspector).shows("The secret key can be guessed", "Use 32 random bytes", "None")
  }

  @Test("A conflicted edit says both values")
  func conflict() {
    var inspector = Inspector(.sample(), size: Self.wide)
    inspector.elsewhere { $0.set("locale", "en", of: "9f3aaaaaaaaac21e") }
    inspector.report(.sample(1, .editConflicted, .cart, [.locale("fr-FR", "de-DE")]))
    expect(inspector).shows("Not applied:", "It is \"en\" now, was \"fr-FR\"; yours: \"de-DE\".")
  }

  @Test("The values of a secret are not said in a message")
  func conflictedSecret() {
    var inspector = Inspector(.sample(), size: Self.wide)
    let change = Change(Path(key: "_csrf_token"), .replace(old: "old-secret", new: "new-secret"))
    inspector.report(.sample(1, .editConflicted, .cart, [change]))
    expect(inspector).shows("Not applied:")
    expect(inspector).hides("old-secret", "new-secret")
  }

  @Test("Rows are dim while the target does not answer, and the header says so")
  func reconnecting() {
    var inspector = Inspector(.sample(), size: Self.wide)
    func dimmed() -> Int {
      let frame = Screen(inspector).frame
      return (0..<frame.size.rows).count { row in frame[column: 4, row: row].attributes.contains(.dim) }
    }
    #expect(dimmed() == 0)
    inspector.send(.storeSignalled(.connection(.reconnecting)))
    #expect(dimmed() == 6)
    expect(inspector).shows("reconnecting…")
  }

  @Test("What the server masks looks as what is masked here")
  func masked() {
    var store = SampleStore.sample()
    store.masksSecrets = true
    var inspector = Inspector(store, size: Self.wide)
    inspector.press("enter")
    expect(inspector).shows("_csrf_token masked     32 B  ••••••••  (masked, M shows)")
    expect(inspector).hides("$masked", "1f2e3d4c")
    inspector.press("e")
    expect(inspector).shows("The target keeps the old value; what you type replaces it.")
    inspector.press("escape", "M")
    expect(inspector).shows("d41d8cd98f00b204")
    expect(inspector).hides("$masked")
  }
}

extension ReportTests {
  @Test("An app that nobody has visited yet says how its sessions begin")
  func empty() {
    var store = SampleStore()
    store.info.dialect = "cookie"
    store.info.location = "shop (pid 7)"
    expect(Inspector(store, size: Self.wide)).shows("No sessions yet. Open the app in a")
  }
}
