import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// What goes to the clipboard, and what does not.
@Suite("Copy")
struct CopyTests {
  private func copied(_ keys: String..., on setup: [String] = []) -> String? {
    var inspector = Inspector(.sample())
    for key in setup { inspector.press(key) }
    for key in keys { inspector.press(key) }
    return inspector.effects.compactMap(\.copiedText).last
  }

  private let onLocale = ["enter", "j", "j", "j"]

  @Test("y and a letter")
  func letters() {
    #expect(copied("y", "v", on: onLocale) == "fr-FR")
    #expect(copied("y", "y", on: onLocale) == "fr-FR")
    #expect(copied("y", "k", on: onLocale) == "locale")
    #expect(copied("y", "j", on: onLocale) == "\"fr-FR\"")
    #expect(copied("y", "i") == "9f3aaaaaaaaac21e")
    #expect(copied("y", "c") == "sesspect show shop.sqlite3 9f3aaaaaaaaac21e")
    #expect(copied("y", "c", on: onLocale) == #"sesspect set shop.sqlite3 9f3aaaaaaaaac21e locale '"fr-FR"'"#)
  }

  @Test("A masked value stays masked until it is revealed")
  func masked() {
    #expect(copied("y", "v", on: ["enter"]) == Masks.replacement)
    #expect(copied("y", "c", on: ["enter"]) == "sesspect show shop.sqlite3 9f3aaaaaaaaac21e")
    #expect(copied("y", "j")?.contains("d41d8") == false)
    #expect(copied("y", "v", on: ["enter", "M"]) == "d41d8cd98f00b204e9800998ecf8427e")
  }

  @Test("Controls are copied in their JSON spelling, raw only when asked for")
  func controls() {
    var inspector = Inspector(.sample())
    inspector.elsewhere { $0.set("locale", "a\u{1b}]52;x", of: "9f3aaaaaaaaac21e") }
    for key in onLocale { inspector.press(key) }
    inspector.press("y", "v")
    #expect(inspector.effects.compactMap(\.copiedText).last == #""a\u001b]52;x""#)
    inspector.press("y", "r")
    #expect(inspector.effects.compactMap(\.copiedText).last == "a\u{1b}]52;x")
  }

  @Test("Secrets are hidden again after thirty seconds")
  func revealEnds() {
    var inspector = Inspector(.sample())
    inspector.press("M")
    #expect(inspector.state.isRevealed)
    inspector.pass(.seconds(31))
    #expect(!inspector.state.isRevealed)
    #expect(inspector.state.revealedUntil == nil)
  }

  @Test("An export names the marked sessions and stays masked")
  func export() {
    var inspector = Inspector(.sample())
    inspector.press("space", "space", "x", "ctrl-u")
    inspector.type("out.ndjson")
    inspector.press("enter")
    #expect(
      inspector.effects.contains(
        .export(path: "out.ndjson", [SessionID("9f3aaaaaaaaac21e"), SessionID("41bdaaaaaaaa07aa")], masked: true)))
  }
}
