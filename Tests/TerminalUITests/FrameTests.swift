import Testing

@testable import TerminalUI

@Suite("Frame and canvas")
struct FrameTests {
  /// The columns a row takes, counted by its glyphs.
  static func columns(of row: ArraySlice<Cell>) -> Int {
    row.reduce(0) { $0 + Int($1.width) }
  }

  @Test(
    "Every row is exactly as wide as the screen at any size", arguments: 0..<120 as Range<UInt64>)
  func rowsAreExact(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let size = Size(
      columns: Int.random(in: 0...300, using: &generator),
      rows: Int.random(in: 0...60, using: &generator))
    var frame = Frame(size: size)
    let rect = Rect(
      column: Int.random(in: -20...300, using: &generator),
      row: Int.random(in: -20...60, using: &generator),
      columns: Int.random(in: 0...300, using: &generator),
      rows: Int.random(in: 0...60, using: &generator))
    frame.withCanvas(rect) { canvas in
      for _ in 0..<60 {
        let text = SafeText(untrusted: HostileText.string(count: 12, using: &generator))
        let point = Point(
          column: Int.random(in: -15...310, using: &generator),
          row: Int.random(in: -2...62, using: &generator))
        let limit =
          Bool.random(using: &generator) ? Int.random(in: -3...20, using: &generator) : nil
        let used = canvas.draw(text, at: point, role: .valueString, maxColumns: limit)
        #expect(used <= limit.map { max(0, $0) } ?? text.columns)
        if Bool.random(using: &generator) {
          canvas.fill(
            Rect(column: point.column + 1, row: point.row, columns: 3, rows: 2), role: .row)
        }
        if Bool.random(using: &generator) { canvas.hline(from: point, columns: 7) }
        if Bool.random(using: &generator) { canvas.vline(from: point, rows: 4) }
        canvas.rule(row: point.row, title: text, trailing: "end")
        canvas.setCursor(point)
      }
    }
    for row in 0..<size.rows {
      #expect(frame.row(row).count == size.columns)
      #expect(Self.columns(of: frame.row(row)) == size.columns)
    }
    if let cursor = frame.cursor { #expect(Rect(size).contains(cursor)) }
  }

  @Test("Sizes at the ends of the range do no harm", arguments: [Int.min, -1, 0, 1, Int.max])
  func extremeNumbers(number: Int) {
    var frame = Frame(size: Size(columns: 4, rows: 2))
    let rect = Rect(column: number, row: number, columns: number, rows: number)
    #expect(rect.columns >= 0 && rect.splitBottom(rows: number).bottom.rows >= 0)
    frame.withCanvas(Rect(column: 0, row: 0, columns: number, rows: number)) { canvas in
      canvas.draw("漢字", at: Point(column: number, row: 0), maxColumns: number)
      canvas.fill(rect)
      canvas.overlay(rect, role: .rowCursor)
      canvas.hline(from: Point(column: number, row: 0), columns: number)
      canvas.vline(from: Point(column: 0, row: number), rows: number)
      canvas.setCursor(Point(column: number, row: number))
      canvas.withCanvas(rect) { inner in inner.draw("x", at: Point(column: number, row: number)) }
    }
    #expect(Self.columns(of: frame.row(0)) == 4)
  }

  @Test("Drawing over half of a wide glyph leaves a blank for the other half")
  func wideGlyphs() {
    var frame = Frame(size: Size(columns: 6, rows: 1))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.draw(SafeText(untrusted: "漢字漢"), at: Point(column: 0, row: 0))
      canvas.draw("x", at: Point(column: 1, row: 0))
      canvas.draw("y", at: Point(column: 4, row: 0))
    }
    #expect(frame.text() == " x字y")
    #expect(Self.columns(of: frame.row(0)) == 6)
  }

  @Test("A wide glyph that does not fit the edge is left out")
  func wideGlyphAtTheEdge() {
    var frame = Frame(size: Size(columns: 5, rows: 1))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.draw(SafeText(untrusted: "漢字漢"), at: Point(column: 0, row: 0))
    }
    #expect(frame.text(trimmed: false) == "漢字 ")
    frame.withCanvas(Rect(column: 1, row: 0, columns: 3, rows: 1)) { canvas in
      canvas.draw(SafeText(untrusted: "人字"), at: Point(column: -1, row: 0))
    }
    #expect(frame.text(trimmed: false) == "漢字 ")
  }

  @Test("A canvas keeps its own coordinates where the frame cuts it, and so does one inside it")
  func nestedCanvases() {
    var frame = Frame(size: Size(columns: 8, rows: 3))
    frame.withCanvas(Rect(column: -2, row: 1, columns: 6, rows: 5)) { canvas in
      canvas.draw("abcdefgh", at: Point(column: 0, row: 0))
      canvas.withCanvas(Rect(column: 3, row: 1, columns: 2, rows: 1)) { inner in
        inner.draw("xyz", at: Point(column: 0, row: 0))
        inner.draw("no", at: Point(column: 0, row: 1))
        inner.setCursor(Point(column: 1, row: 0))
      }
    }
    #expect(frame.text() == "\ncdef\n xy")
    #expect(frame.cursor == Point(column: 2, row: 2))
  }

  @Test("Stand-ins are drawn as controls, and an overlay keeps the roles under it")
  func rolesAndOverlays() {
    var frame = Frame(size: Size(columns: 5, rows: 2))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.draw(SafeText(untrusted: "a\u{1B}b"), at: Point(column: 0, row: 0), role: .valueString)
      canvas.draw("key", at: Point(column: 0, row: 1), role: .key)
      canvas.overlay(Rect(column: 0, row: 1, columns: 5, rows: 1), role: .rowCursor)
    }
    #expect(frame.roles() == "sccs\nCCCCC")
    #expect(frame[column: 0, row: 1].role == .key)
    #expect(frame.text() == "a^[b\nkey")
  }

  @Test("Lines that meet are joined")
  func junctions() {
    var frame = Frame(size: Size(columns: 7, rows: 4))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.rule(row: 0)
      canvas.hline(from: Point(column: 0, row: 3), columns: 7)
      canvas.vline(from: Point(column: 3, row: 0), rows: 4)
      canvas.hline(from: Point(column: 3, row: 2), columns: 4)
    }
    #expect(frame.text() == "───┬───\n   │\n   ├───\n───┴───")
  }

  @Test("In ASCII lines are - | and +")
  func asciiJunctions() {
    var frame = Frame(size: Size(columns: 5, rows: 3))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.hline(from: Point(column: 0, row: 1), columns: 5, glyphs: .ascii)
      canvas.vline(from: Point(column: 2, row: 0), rows: 3, glyphs: .ascii)
    }
    #expect(frame.text() == "  |\n--+--\n  |")
  }

  @Test("A pane's rule has its title at the left and its remark at the right, as far as they fit")
  func rules() {
    func rule(_ columns: Int) -> String {
      var frame = Frame(size: Size(columns: columns, rows: 1))
      frame.withCanvas(Rect(frame.size)) {
        $0.rule(row: 0, title: "Sessions", trailing: "6 of 128")
      }
      return frame.text()
    }
    #expect(rule(30) == "─ Sessions ──────── 6 of 128 ─")
    #expect(rule(22) == "─ Sessions  6 of 128 ─")
    #expect(rule(21) == "─ Sessions ──────────")
    #expect(rule(9) == "─ Sess… ─")
    #expect(rule(3) == "───")
  }

  @Test("Frames that show the same are equal, and a role is part of it")
  func equality() {
    var one = Frame(size: Size(columns: 3, rows: 1))
    let blank = one
    one.withCanvas(Rect(one.size)) {
      $0.setRole(Rect(column: 0, row: 0, columns: 1, rows: 1), role: .key)
    }
    #expect(one != blank)
    #expect(one.text() == blank.text())
  }

  @Test("Every role has a letter of its own in snapshots")
  func letters() {
    #expect(Set(Role.allCases.map(\.letter)).count == Role.allCases.count)
  }

  @Test("A picture escapes what was drawn and is cut nowhere")
  func svg() {
    var frame = Frame(size: Size(columns: 30, rows: 2))
    frame.withCanvas(Rect(frame.size)) { canvas in
      canvas.draw(
        SafeText(untrusted: "<script>&\"'\u{1B}]"), at: Point(column: 0, row: 0), role: .valueString
      )
    }
    let svg = frame.svg(theme: .plain)
    #expect(svg.contains("&lt;script&gt;&amp;&quot;'"))
    #expect(!svg.contains("<script"))
    #expect(svg.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    // Browsers collapse spaces without it, and stretch what is left.
    #expect(svg.contains("<style>text{white-space:pre}</style>"))
  }

  @Test("A recording keeps what was shown, once")
  func recording() {
    let device = RecordingDevice(size: Size(columns: 3, rows: 1))
    var frame = Frame(size: device.size)
    device.present(frame)
    device.present(frame)
    frame.cursor = Point(column: 0, row: 0)
    device.present(frame)
    #expect(device.frames.count == 2)
  }
}
