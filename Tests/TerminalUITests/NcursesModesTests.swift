import Foundation
import Testing

@testable import TerminalUI

extension NcursesDeviceTests {
  @Suite("Opening, closing and modes")
  struct Modes {
    let fixture: DeviceFixture

    init() throws {
      fixture = try DeviceFixture()
    }

    @Test("Everything is as it was after closing: modes, screen, cursor, paste, mouse")
    func modesAreRestored() throws {
      let before = fixture.terminal.localModes
      let device = try fixture.open()
      #expect(fixture.terminal.localModes & tcflag_t(ICANON | ECHO | ISIG) == 0)
      var frame = fixture.frame(device.size, "x")
      frame.modes = TerminalModes(mouse: true, bracketedPaste: true)
      device.present(frame)
      device.close()
      device.close()
      let output = fixture.terminal.output(until: "\u{1B}[?1049l")
      #expect(fixture.terminal.localModes == before)
      for mode in ["1049", "2004", "1000", "1006"] {
        let on = output.range(of: "\u{1B}[?\(mode)h") ?? output.range(of: "\u{1B}[?1006;1000h")
        let off =
          output.range(of: "\u{1B}[?\(mode)l", options: .backwards)
          ?? output.range(of: "\u{1B}[?1006;1000l", options: .backwards)
        #expect(on != nil && off != nil, "\(mode)")
        if let on, let off { #expect(on.upperBound < off.lowerBound, "\(mode)") }
      }
      #expect(
        output.hasSuffix("\u{1B}[?1049l\r\u{1B}[?1l\u{1B}>") || output.contains("\u{1B}[?25h"))
    }

    @Test("Mouse and paste are on only while a frame asks for them")
    func modesFollowTheFrame() throws {
      let device = try fixture.open()
      defer { device.close() }
      var frame = fixture.frame(device.size, "x")
      frame.modes = TerminalModes(mouse: false, bracketedPaste: false)
      device.present(frame)
      let quiet = fixture.terminal.output(until: "§end")
      #expect(!quiet.contains("?2004h") && !quiet.contains("1000h"))
      frame.modes = TerminalModes(mouse: true, bracketedPaste: true)
      device.present(frame)
      #expect(fixture.terminal.output(until: "?2004h").contains("1000h"))
      frame.modes = TerminalModes(mouse: false, bracketedPaste: false)
      device.present(frame)
      #expect(fixture.terminal.output(until: "?2004l").contains("1000l"))
    }

    @Test("What cannot be drawn on is refused with the reason")
    func openErrors() throws {
      #expect(throws: NcursesDevice.OpenError.unknownTerminal("no-such-terminal")) {
        try fixture.open(term: "no-such-terminal")
      }
      #expect(throws: NcursesDevice.OpenError.cannotPlaceText("dumb")) {
        try fixture.open(term: "dumb")
      }
      var options = NcursesDevice.Options(environment: ["TERM": "xterm"])
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: "/dev/null"))
      options.input = file.fileDescriptor
      options.output = file.fileDescriptor
      #expect(throws: NcursesDevice.OpenError.notATerminal) { try NcursesDevice(options) }
      let device = try fixture.open()
      #expect(throws: NcursesDevice.OpenError.alreadyOpen) { try fixture.open() }
      device.close()
      try fixture.open().close()
    }

    @Test(
      "While another program has the terminal it is as it was, and afterwards the frame is back")
    func suspendAndResume() throws {
      let before = fixture.terminal.localModes
      let device = try fixture.open()
      defer { device.close() }
      device.present(fixture.frame(device.size, "again"))
      _ = fixture.terminal.output(until: "§end")
      device.suspend()
      #expect(fixture.terminal.localModes == before)
      #expect(fixture.terminal.output(until: "\u{1B}[?1049l").contains("\u{1B}[?2004l"))
      fixture.terminal.forget()
      fixture.terminal.resize(columns: 50, rows: 6)
      device.resume()
      let output = fixture.terminal.output(until: "§end")
      #expect(output.contains("again"))
      #expect(output.contains("\u{1B}[?2004h"))
      #expect(device.size.columns == 50)
      #expect(fixture.terminal.localModes & tcflag_t(ICANON) == 0)
    }

    @Test("The clipboard sequence is written whole, and only for base64")
    func clipboard() throws {
      let device = try fixture.open()
      defer { device.close() }
      #expect(device.copyToClipboard(base64: "aGVsbG8="))
      #expect(fixture.terminal.output(until: "\u{07}").contains("\u{1B}]52;c;aGVsbG8=\u{07}"))
      #expect(!device.copyToClipboard(base64: "a\u{07}\u{1B}[2J"))
    }
  }
}
