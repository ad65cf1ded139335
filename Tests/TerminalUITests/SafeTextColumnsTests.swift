import Testing

@testable import TerminalUI

@Suite("SafeText: columns")
struct SafeTextColumnsTests {
  @Test("Nothing is cut in two: not a wide glyph, not a stand-in")
  func prefix() {
    #expect(SafeText(untrusted: "漢字").prefix(columns: 3).plain == "漢")
    #expect(SafeText(untrusted: "a\u{202E}b").prefix(columns: 5).plain == "a")
    #expect(SafeText(untrusted: "a\u{202E}b").prefix(columns: 9).plain == "a‹U+202E›")
    #expect(SafeText(untrusted: "👍🏽x").prefix(columns: 4).plain == "")
    #expect(SafeText(untrusted: "abc").prefix(columns: -1).isEmpty)
  }

  @Test("Truncating ends with the ellipsis inside the width")
  func truncated() {
    #expect(SafeText(untrusted: "abcdef").truncated(columns: 4).plain == "abc…")
    #expect(SafeText(untrusted: "abcd").truncated(columns: 4).plain == "abcd")
    #expect(SafeText(untrusted: "abcd").truncated(columns: 0).plain == "")
    #expect(SafeText(untrusted: "abcd").truncated(columns: 1, ellipsis: "..").plain == ".")
  }

  @Test("Padding fills up on the side away from the text")
  func padded() {
    #expect(SafeText(untrusted: "ab").padded(columns: 4).plain == "ab  ")
    #expect(SafeText(untrusted: "漢").padded(columns: 4, align: .right).plain == "  漢")
    #expect(SafeText(untrusted: "abcdef").padded(columns: 4).plain == "abcdef")
    #expect(SafeText(untrusted: "漢字漢").fitted(columns: 4).plain == "漢… ")
  }

  @Test("Scrolling sideways keeps what follows in its column")
  func dropping() {
    #expect(SafeText(untrusted: "漢字x").dropping(columns: 1).plain == " 字x")
    #expect(SafeText(untrusted: "漢字x").dropping(columns: 2).plain == "字x")
    #expect(SafeText(untrusted: "abc").dropping(columns: 7).isEmpty)
    #expect(SafeText(untrusted: "abc").dropping(columns: -1).plain == "abc")
  }

  @Test("Wrapping loses nothing and no line is too long")
  func wrapped() {
    let text = SafeText(untrusted: "one two three 漢字 \u{202E} end")
    for columns in 1...30 {
      let lines = text.wrapped(columns: columns)
      #expect(lines.allSatisfy { $0.columns <= columns }, "\(columns)")
      if columns > 1 { #expect(lines.map(\.plain).joined() == text.plain, "\(columns)") }
    }
    #expect(text.wrapped(columns: 10, words: true).map(\.plain).first == "one two ")
    #expect(text.wrapped(columns: 0).isEmpty)
  }

  @Test("Joining counts the columns of its parts")
  func joined() {
    let text = SafeText.joined(["a", SafeText(untrusted: "漢"), .number(-12)], separator: ", ")
    #expect(text.plain == "a, 漢, -12")
    #expect(text.columns == 10)
    #expect((text + .spaces(2)).columns == 12)
    #expect(SafeText.repeating("ab", count: -1).isEmpty)
  }

  @Test(
    "Widths come from the pinned table",
    arguments: [
      ("a", 1), ("é", 1), ("漢", 2), ("ｱ", 1), ("Ａ", 2), ("ก", 1), ("א", 1), ("→", 1), ("…", 1),
      ("❤", 1), ("😀", 2),
      ("⏎", 1), ("█", 1), ("한", 2), ("\u{3000}", 2), ("\u{301}", 0), ("\u{200B}", 0), ("\u{1B}", 0),
      ("№", 1),
    ] as [(Unicode.Scalar, Int)])
  func widths(scalar: Unicode.Scalar, columns: Int) {
    #expect(DisplayWidth.columns(of: scalar) == columns)
  }
}
