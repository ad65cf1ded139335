import Foundation
import Testing

@testable import TerminalUI

extension NcursesDeviceTests {
  @Suite("What is drawn")
  struct Drawing {
    let fixture: DeviceFixture

    init() throws {
      fixture = try DeviceFixture()
    }

    @Test("A frame arrives on the alternate screen, and hostile text only as text")
    func frameArrives() throws {
      let device = try fixture.open()
      defer { device.close() }
      #expect(device.size == Size(columns: 40, rows: 6))
      let text = SafeText(untrusted: "hé漢字\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}")
      device.present(fixture.frame(device.size, text))
      let output = fixture.terminal.output(until: "§end")
      #expect(output.contains("\u{1B}[?1049h"))
      #expect(output.contains("hé漢字"))
      #expect(!output.contains("\u{1B}]"))
      #expect(!output.unicodeScalars.contains("\u{9B}"))
      #expect(!output.unicodeScalars.contains("\u{202E}"))
    }

    @Test("Nothing is sent for a frame that shows the same, and little for one row")
    func onlyChangesAreSent() throws {
      let device = try fixture.open()
      defer { device.close() }
      device.present(fixture.frame(device.size, "one"))
      _ = fixture.terminal.output(until: "§end")
      fixture.terminal.forget()
      device.present(fixture.frame(device.size, "one"))
      device.present(fixture.frame(device.size, "two"))
      let output = fixture.terminal.output(until: "two")
      #expect(output.utf8.count < 60, "\(output.debugDescription)")
    }

    @Test("Without colours there is no colour in the bytes, from the first to the last")
    func monoHasNoColour() throws {
      for (environment, depth) in [
        (["NO_COLOR": "1", "COLORTERM": "truecolor"], nil), ([:], ColorDepth.mono),
      ] {
        fixture.terminal.forget()
        let device = try fixture.open(environment, depth: depth)
        #expect(device.depth == .mono)
        device.present(fixture.frame(device.size, SafeText(untrusted: "a\u{1B}b")))
        device.close()
        let output = fixture.terminal.output(until: "\u{1B}[?1049l")
        let attributes = DeviceFixture.attributes(in: output)
        #expect(!attributes.contains(where: DeviceFixture.isColor), "\(attributes)")
        #expect(attributes.contains { $0.contains("7") }, "the control is reversed")
      }
    }

    @Test(
      "True colour is sent where COLORTERM says so, without touching the palette or the environment"
    )
    func trueColour() throws {
      for term in ["xterm-256color", "tmux-256color", "xterm-kitty"] {
        fixture.terminal.forget()
        let device = try fixture.open(term: term, ["COLORTERM": "truecolor"])
        #expect(device.depth == .rgb)
        device.present(fixture.frame(device.size, "x"))
        device.close()
        let output = fixture.terminal.output(until: "\u{1B}[?1049l")
        #expect(output.contains("38;2;139;233;253"), "\(term)")
        #expect(output.contains("48;2;40;42;54"), "\(term)")
        #expect(
          DeviceFixture.attributes(in: output).contains { $0.split(separator: ";").contains("91") },
          "\(term)")
        #expect(!output.contains("\u{1B}]"))
        #expect(getenv("TERMINFO") == nil)
      }
    }

    @Test("An empty NO_COLOR asks for nothing, and 256 colours get the nearest")
    func palette() throws {
      let device = try fixture.open(["NO_COLOR": ""])
      #expect(device.depth == .x256)
      device.present(fixture.frame(device.size, "x"))
      let output = fixture.terminal.output(until: "§end")
      device.close()
      #expect(output.contains("38;5;\(RGB(0x8B, 0xE9, 0xFD).nearestX256)m"))
      #expect(!output.contains("38;2"))
    }

    @Test("Eight colours, and none at all, do")
    func fewColours() throws {
      let device = try fixture.open(term: "linux", ["COLORTERM": "truecolor"])
      #expect(device.depth == .ansi16)
      device.present(fixture.frame(device.size, "x"))
      #expect(fixture.terminal.output(until: "§end").contains("title"))
      device.close()
      let plain = try fixture.open(term: "vt100")
      #expect(plain.depth == .mono)
      plain.present(fixture.frame(plain.size, "x"))
      plain.close()
    }

    @Test("Another theme redraws with the next frame")
    func themeSwitch() throws {
      let device = try fixture.open(["COLORTERM": "24bit"])
      defer { device.close() }
      device.present(fixture.frame(device.size, "x"))
      _ = fixture.terminal.output(until: "§end")
      fixture.terminal.forget()
      device.theme = try Theme.parse(
        toml: "[roles]\ntext = { fg = \"#010203\", bg = \"#fdfeff\" }", file: "t",
        base: { _ in nil }
      ).theme
      device.present(fixture.frame(device.size, "x"))
      let output = fixture.terminal.output(until: "§end")
      #expect(output.contains("48;2;253;254;255"))
    }

    @Test("A wide glyph at the right edge pushes nothing, also in a frame wider than the screen")
    func wideGlyphAtTheEdge() throws {
      let device = try fixture.open()
      defer { device.close() }
      let text = SafeText.spaces(39) + SafeText(untrusted: "漢x")
      var wider = Frame(size: Size(columns: 44, rows: 6))
      wider.withCanvas(Rect(wider.size)) { canvas in
        canvas.draw(text, at: Point(column: 0, row: 0))
        canvas.draw("§end", at: Point(column: 0, row: 5))
      }
      device.present(fixture.frame(device.size, text))
      device.present(wider)
      let output = fixture.terminal.output(until: "§end")
      #expect(!output.contains("漢"))
    }

    @Test("Colours beyond the terminal's are never asked for")
    func colourNumbers() {
      let colors: [Color] = [
        .ansi(.black), .ansi(.brightWhite), .x256(0), .x256(255), .rgb(RGB(0, 0, 3)),
        .rgb(RGB(255, 255, 255)),
      ]
      for (numbers, count) in [
        (ColorNumbers.indexed(8), 8), (.indexed(16), 16), (.indexed(256), 256),
        (.direct(palette: 8), 1 << 24),
        (.direct(palette: 16), 1 << 24),
      ] {
        for color in colors { #expect((0..<Int32(count)).contains(numbers.number(of: color))) }
        #expect(numbers.number(of: nil) == -1)
      }
      #expect(ColorNumbers.direct(palette: 16).number(of: .rgb(RGB(0, 0, 3))) == 0x010101)
      #expect(ColorNumbers.direct(palette: 16).number(of: .ansi(.brightRed)) == 9)
      #expect(ColorNumbers.indexed(8).number(of: .ansi(.brightRed)) == 1)
    }
  }
}
