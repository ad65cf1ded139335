import Testing

@testable import TerminalUI

@Suite("Keys")
struct KeyEventTests {
  static let keys: [KeyEvent] =
    [
      .enter, .escape, .tab, .backtab, .backspace, .delete, .insert, .up, .down, .left, .right,
      .home, .end, .pageUp,
      .pageDown, .character(" "), .character("G"), .character("/"), .character("-"),
      .character("é"), .ctrl("d"),
      .ctrl("@"), .ctrl("\\"), .alt("x"), .alt("X"), .alt(" "),
    ] + (1...24).map(KeyEvent.f)

  @Test("The name of a key names that key", arguments: keys)
  func roundTrip(key: KeyEvent) {
    #expect(!key.name.isEmpty)
    #expect(KeyEvent(name: key.name) == key)
  }

  @Test(
    "Key files may use the names people know",
    arguments: [
      ("esc", KeyEvent.escape), ("Return", .enter), ("C-d", .ctrl("d")), ("ctrl+d", .ctrl("d")),
      ("Ctrl-D", .ctrl("d")),
      ("pgup", .pageUp), ("F12", .f(12)), ("ctrl-i", .tab), ("ctrl-m", .enter),
      ("ctrl-space", .ctrl("@")),
      ("M-x", .alt("x")), ("f", .character("f")), ("g", .character("g")),
    ])
  func alias(name: String, key: KeyEvent) {
    #expect(KeyEvent(name: name) == key)
  }

  @Test(
    "What is no key is refused",
    arguments: ["", "f0", "f25", "ctrl-", "ctrl-ü", "foo", "alt-", "\u{1B}", "ctrl-ab"])
  func refused(name: String) {
    #expect(KeyEvent(name: name) == nil)
  }

  @Test(
    "Bytes of control keys become keys",
    arguments: [
      (0x0D, KeyEvent.enter), (0x0A, .enter), (0x09, .tab), (0x7F, .backspace), (0x08, .backspace),
      (0x1B, .escape),
      (0x01, .ctrl("a")), (0x1A, .ctrl("z")), (0x00, .ctrl("@")), (0x1C, .ctrl("\\")),
      (0x1F, .ctrl("_")),
      (0x20, .character(" ")), (0xE9, .character("é")),
    ] as [(UInt32, KeyEvent)])
  func input(value: UInt32, key: KeyEvent) throws {
    #expect(KeyEvent(input: try #require(Unicode.Scalar(value))) == key)
  }
}
