import Testing

@testable import TerminalUI

@Suite("Text field")
struct TextFieldTests {
  /// A field after keys, with the cursor shown as a bar.
  static func state(_ text: String, _ keys: String...) -> String {
    var field = TextField(text)
    for key in keys.compactMap(KeyEvent.init(name:)) { _ = field.handle(key) }
    return field.textBeforeCursor + "|" + String(field.text.dropFirst(field.textBeforeCursor.count))
  }

  @Test("The keys of emacs and the arrows move and delete")
  func keys() {
    #expect(Self.state("abc", "left", "X") == "abX|c")
    #expect(Self.state("abc", "ctrl-a", "ctrl-d") == "|bc")
    #expect(Self.state("abc", "home", "right", "ctrl-k") == "a|")
    #expect(Self.state("one two", "ctrl-w") == "one |")
    #expect(Self.state("one two  ", "ctrl-w", "ctrl-a", "ctrl-y") == "two  |one ")
    #expect(Self.state("abc", "left", "ctrl-u", "end", "ctrl-y") == "cab|")
    #expect(Self.state("ab cd", "alt-b", "alt-b", "alt-f") == "ab| cd")
    #expect(Self.state("abc", "ctrl-a", "backspace", "left", "delete") == "|bc")
    #expect(Self.state("abc", "end", "delete", "right", "ctrl-e") == "abc|")
    #expect(Self.state("", "ctrl-y", "ctrl-w", "backspace") == "|")
  }

  @Test("The cursor passes what is one character to a reader in one step")
  func characters() {
    #expect(Self.state("a👨‍👩‍👧b", "left", "left") == "a|👨‍👩‍👧b")
    #expect(Self.state("e\u{301}", "backspace") == "|")
    #expect(Self.state("漢字", "left", "backspace") == "|字")
  }

  @Test("Keys that edit nothing are left to others")
  func otherKeys() {
    var field = TextField("a")
    for key in [KeyEvent.enter, .escape, .up, .down, .tab, .f(1), .ctrl("p"), .pageUp] {
      let isHandled = field.handle(key)
      #expect(!isHandled, "\(key.name)")
    }
    #expect(field.text == "a")
  }

  @Test("A paste is data: line breaks and controls stay in the text and are shown as stand-ins")
  func paste() {
    var field = TextField("<>")
    _ = field.handle(.left)
    field.insert("a\nb\u{1B}[2J")
    #expect(field.text == "<a\nb\u{1B}[2J>")
    var frame = Frame(size: Size(columns: 20, rows: 1))
    frame.withCanvas(Rect(frame.size)) {
      field.draw(in: &$0, at: Point(column: 0, row: 0), columns: 20)
    }
    #expect(frame.text() == "<a⏎b^[[2J>")
    #expect(frame.cursor == Point(column: 9, row: 0))
  }

  @Test("Texts that only look equal are not equal")
  func exactEquality() {
    #expect(TextField("\u{E9}") != TextField("e\u{301}"))
  }

  @Test("The cursor is inside the field at any width and place", arguments: 0...12)
  func cursorInView(columns: Int) {
    var field = TextField("漢字ab\u{202E}cd")
    for _ in 0...9 {
      var frame = Frame(size: Size(columns: 14, rows: 1))
      frame.withCanvas(Rect(frame.size)) {
        field.draw(in: &$0, at: Point(column: 1, row: 0), columns: columns)
      }
      if columns > 0 {
        #expect(frame.cursor.map { (1...columns).contains($0.column) } == true)
      } else {
        #expect(frame.cursor == nil)
      }
      #expect(frame[column: columns + 1, row: 0].glyph == .space)
      _ = field.handle(.left)
    }
  }

  @Test("A masked field shows a bullet for each character")
  func masked() {
    var frame = Frame(size: Size(columns: 10, rows: 1))
    frame.withCanvas(Rect(frame.size)) { canvas in
      TextField("sécret").draw(
        in: &canvas, at: Point(column: 0, row: 0), columns: 10, masked: true, glyphs: .ascii)
    }
    #expect(frame.text() == "******")
  }
}

@Suite("List viewport")
struct ListViewportTests {
  @Test(
    "The selected row is in view, for any list, height and jump",
    arguments: 0..<100 as Range<UInt64>)
  func selectionInView(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var viewport = ListViewport(margin: Int.random(in: 0...4, using: &generator))
    for _ in 0..<50 {
      let count = Int.random(in: 0...40, using: &generator)
      let height = Int.random(in: 0...12, using: &generator)
      let selected = count == 0 ? nil : Int.random(in: 0..<count, using: &generator)
      viewport.update(count: count, selected: selected, height: height)
      #expect(viewport.visible.count == min(count, height))
      if let selected, height > 0 { #expect(viewport.visible.contains(selected)) }
      if let thumb = viewport.thumb { #expect(thumb.lowerBound >= 0 && thumb.upperBound <= height) }
    }
  }

  @Test("It scrolls as little as it takes, with rows to spare at the edge")
  func margin() {
    var viewport = ListViewport()
    viewport.update(count: 100, selected: 0, height: 10)
    #expect(viewport.visible == 0..<10)
    viewport.update(count: 100, selected: 8, height: 10)
    #expect(viewport.visible == 1..<11)
    viewport.update(count: 100, selected: 5, height: 10)
    #expect(viewport.visible == 1..<11)
    viewport.update(count: 100, selected: 99, height: 10)
    #expect(viewport.visible == 90..<100)
    viewport.update(count: 4, selected: 3, height: 10)
    #expect(viewport.visible == 0..<4)
  }
}

@Suite("Sparkline")
struct SparklineTests {
  @Test("The highest value fills the line, and something is more than nothing")
  func bars() {
    #expect(Sparkline([0, 1, 50, 100]).text(columns: 10).plain == "▁▂▅█")
    #expect(Sparkline([0, 1, 50, 100]).text(columns: 2).plain == "▅█")
    #expect(Sparkline([0, 7, 7]).text(columns: 3, glyphs: .ascii).plain == "_##")
  }

  @Test("No values, only zeros and no room do no harm")
  func extremes() {
    #expect(Sparkline([]).text(columns: 5).isEmpty)
    #expect(Sparkline([0, -3]).text(columns: 5).plain == "▁▁")
    #expect(Sparkline([.max, .min, 1]).text(columns: 5).plain == "█▁▂")
    #expect(Sparkline([1, 2]).text(columns: -1).isEmpty)
  }
}
