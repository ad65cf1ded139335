import Foundation
import Testing

@testable import TerminalUI

@Suite("SafeText: what strangers wrote, made visible")
struct SafeTextTests {
  @Test(
    "Each kind of attack is shown as a stand-in",
    arguments: [
      ("a\u{1B}[2Jb", "a^[[2Jb"),
      ("\u{7}\u{8}\u{0}\u{7F}", "^G^H^@^?"),
      ("a\nb\r\nc\td", "a⏎b␍⏎c⇥d"),
      ("\u{9B}31m\u{9D}", "\\u{9b}31m\\u{9d}"),
      ("x\u{202E}y\u{2066}\u{200F}\u{61C}", "x‹U+202E›y‹U+2066›‹U+200F›‹U+061C›"),
      ("a\u{200B}b\u{AD}\u{FEFF}\u{2060}", "a‹U+200B›b‹U+00AD›‹U+FEFF›‹U+2060›"),
      ("\u{E0041}\u{E0001}", "‹U+E0041›‹U+E0001›"),
      ("\u{FE0F}\u{200D}x\u{FE0F}", "‹U+FE0F›‹U+200D›x‹U+FE0F›"),
      ("\u{FFF9}\u{2028}\u{2029}", "‹U+FFF9›‹U+2028›‹U+2029›"),
      ("\u{E000}\u{FFFE}\u{378}\u{10FFFF}", "‹U+E000›‹U+FFFE›‹U+0378›‹U+10FFFF›"),
      ("a\u{34F}\u{115F}\u{3164}", "a‹U+034F›‹U+115F›‹U+3164›"),
    ])
  func attack(text: String, shown: String) {
    #expect(SafeText(untrusted: text).plain == shown)
  }

  @Test(
    "Ordinary text of any script is left as it is",
    arguments: [
      "plain", "Zoë", "漢字", "עברית", "العربية", "한국어", "हिन्दी", "Ελληνικά", "naïve café ✓ → ☃",
    ])
  func ordinaryText(text: String) {
    let safe = SafeText(untrusted: text)
    #expect(Array(safe.plain.unicodeScalars) == Array(text.unicodeScalars))
    #expect(!safe.hasControls)
    #expect(safe.clusters.allSatisfy { !$0.flags.contains(.substitute) })
  }

  @Test(
    "Emoji that terminals draw at widths of their own lose what makes them so",
    arguments: [
      ("👨‍👩‍👧", "👨‹+4›", 6), ("❤️", "❤", 1), ("🇩🇪", "‹DE›", 4), ("🇩", "‹U+1F1E9›", 9), ("👍🏽", "👍‹+1›", 6),
      ("1️⃣", "1‹+2›", 5), ("🏽", "‹U+1F3FD›", 9), ("😀", "😀", 2), ("👩‍🚀!", "👩‹+2›!", 7),
      ("❤️‍🔥", "❤‹+3›", 5),
    ])
  func emoji(text: String, shown: String, columns: Int) {
    let safe = SafeText(untrusted: text)
    #expect(safe.plain == shown)
    #expect(safe.columns == columns)
    if shown != text { #expect(safe.clusters.contains { $0.flags.contains(.substitute) }) }
  }

  @Test("A pile of combining marks keeps four and says how many more there are")
  func combiningMarks() {
    let safe = SafeText(untrusted: "a" + String(repeating: "\u{301}", count: 30) + "b")
    #expect(safe.plain == "a\u{301}\u{301}\u{301}\u{301}‹+26›b")
    #expect(safe.columns == 1 + 5 + 1)
    #expect(safe.hasControls)
    #expect(!SafeText(untrusted: "a\u{301}\u{302}\u{303}\u{304}").hasControls)
  }

  @Test("A mark with nothing to sit on does not sit on what is left of the text")
  func loneMark() {
    #expect(SafeText(untrusted: "\u{301}a").plain == "‹U+0301›a")
    #expect(SafeText(untrusted: "\u{1B}\u{301}").plain == "^[‹U+0301›")
    #expect(SafeText(untrusted: " \u{301}").plain == " ‹U+0301›")
    #expect(SafeText(untrusted: "\u{1161}").plain == "‹U+1161›")
  }

  @Test("Bytes that are no UTF-8 are shown one by one")
  func invalidBytes() {
    #expect(SafeText(untrustedBytes: [0x61, 0xFF, 0xC3, 0x28]).plain == "a\\xFF\\xC3(")
    #expect(SafeText(untrustedBytes: [0xC0, 0x80]).plain == "\\xC0\\x80")
    #expect(SafeText(untrustedBytes: [0xED, 0xA0, 0x80]).plain == "\\xED\\xA0\\x80")
    #expect(SafeText(untrustedBytes: [0xF4, 0x90, 0x80, 0x80]).plain == "\\xF4\\x90\\x80\\x80")
    #expect(SafeText(untrustedBytes: [0xE6, 0xBC]).plain == "\\xE6\\xBC")
    #expect(SafeText(untrustedBytes: [0x9B]).hasControls)
    #expect(SafeText(untrustedBytes: AnySequence([0x61, 0xC3, 0xA9])).plain == "aé")
  }

  @Test("A typed caret differs from an escape, also for equality")
  func standInsAreMarked() {
    let typed = SafeText(untrusted: "^[")
    let escape = SafeText(untrusted: "\u{1B}")
    #expect(typed.plain == escape.plain)
    #expect(typed != escape)
    #expect(!typed.hasControls)
    #expect(escape.hasControls)
  }

  @Test("Line breaks, tabs and CR LF are everyday; a lone carriage return is not")
  func everydayControls() {
    #expect(!SafeText(untrusted: "a\nb\tc\r\nd").hasControls)
    #expect(SafeText(untrusted: "a\rb").hasControls)
  }

  @Test("A space that is not the space bar's is a space marked as a stand-in")
  func otherSpaces() {
    let safe = SafeText(untrusted: "1\u{A0}000\u{202F}€")
    #expect(safe.plain == "1 000 €")
    #expect(safe.clusters[1].flags.contains(.substitute))
    #expect(safe != SafeText(untrusted: "1 000 €"))
  }

  @Test("In ASCII everything is ASCII and still tells apart")
  func asciiMode() {
    let safe = SafeText(untrusted: "é\n\t\u{1B}漢\u{202E}\u{9B}…", glyphs: .ascii)
    #expect(safe.plain == "\\u{e9}\\n\\t\\x1b\\u{6f22}<U+202E>\\u{9b}\\u{2026}")
    #expect(SafeText(untrusted: "abcdef", limit: 4, glyphs: .ascii).plain == "ab..")
  }

  @Test("A block has real lines and tab stops")
  func block() {
    let safe = SafeText(untrusted: "a\tb\n\tc\r\n", mode: .block)
    #expect(safe.lines.map(\.plain) == ["a⇥  b", "⇥   c␍", ""])
    #expect(SafeText(untrusted: "one line").lines.count == 1)
    #expect(SafeText(untrusted: "a\nb").lines.map(\.plain) == ["a⏎b"])
  }

  @Test(
    "A long text with a limit costs a row, whatever it is made of",
    arguments: ["x", "\u{301}", "\u{1B}", "漢"])
  func longValues(piece: String) {
    let long = "a" + String(repeating: piece, count: 500_000 / piece.utf8.count)
    let row =
      (0..<3).map { _ in
        Self.processorTime {
          let safe = SafeText(untrusted: long, limit: 80)
          #expect(safe.columns <= 80)
          #expect(safe.columns >= 70)
        }
      }.min() ?? 0
    let whole = Self.processorTime { #expect(!SafeText(untrusted: long).isEmpty) }
    #expect(row * 10 < whole, "the whole text takes a hundred times longer")
  }

  /// Of this thread alone, so that a busy machine changes nothing; in nanoseconds.
  private static func processorTime(_ body: () -> Void) -> Int {
    func now() -> Int {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    let start = now()
    body()
    return now() - start
  }

  @Test("A limit that the text keeps adds no ellipsis")
  func limit() {
    #expect(SafeText(untrusted: "abcd", limit: 4).plain == "abcd")
    #expect(SafeText(untrusted: "abcde", limit: 4).plain == "abc…")
    #expect(SafeText(untrusted: "漢字漢", limit: 4).plain == "漢…")
    #expect(SafeText(untrusted: "abc", limit: 0).isEmpty)
    #expect(SafeText(untrusted: "abc", limit: -5).isEmpty)
  }
}
