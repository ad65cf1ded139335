import Foundation
import Testing

@testable import TerminalUI

extension NcursesDeviceTests {
  @Suite("What comes in")
  struct Input {
    let fixture: DeviceFixture

    init() throws {
      fixture = try DeviceFixture()
    }

    @Test("Keys are decoded, also those a terminal sends otherwise than its description says")
    func keys() throws {
      let device = try fixture.open()
      defer { device.close() }
      let keys: [(sent: String, key: KeyEvent)] = [
        ("a", .character("a")), ("é", .character("é")), ("漢", .character("漢")), ("\r", .enter),
        ("\t", .tab),
        ("\u{7F}", .backspace), ("\u{4}", .ctrl("d")), ("\u{1B}OA", .up), ("\u{1B}OB", .down),
        ("\u{1B}OC", .right),
        ("\u{1B}OD", .left), ("\u{1B}OH", .home), ("\u{1B}[1~", .home), ("\u{1B}[H", .home),
        ("\u{1B}OF", .end),
        ("\u{1B}[4~", .end), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
        ("\u{1B}[3~", .delete),
        ("\u{1B}[2~", .insert), ("\u{1B}[Z", .backtab), ("\u{1B}OP", .f(1)), ("\u{1B}[24~", .f(12)),
        ("\u{1B}x", .alt("x")),
        ("\u{1A}", .ctrl("z")), ("\u{3}", .ctrl("c")), ("\u{0}", .ctrl("@")), ("\u{1B}", .escape),
      ]
      for (sent, key) in keys {
        fixture.terminal.send(sent)
        #expect(fixture.events(device, count: 1) == [.key(key)], "\(sent.debugDescription)")
      }
    }

    @Test("A paste is one text, whatever is in it")
    func paste() throws {
      let device = try fixture.open()
      defer { device.close() }
      fixture.terminal.send("x\u{1B}[200~one\rtwo\r\nthree\u{1B}[A\u{1B}[201y\u{3}é\u{1B}[201~y")
      let expected: [InputEvent] = [
        .key(.character("x")), .paste("one\ntwo\nthree\u{1B}[A\u{1B}[201y\u{3}é"),
        .key(.character("y")),
      ]
      #expect(fixture.events(device, count: 3) == expected)
    }

    @Test("A paste that comes in pieces is still one, and one beyond the limit is refused")
    func pastePieces() throws {
      let device = try fixture.open()
      defer { device.close() }
      fixture.terminal.send("\u{1B}[200~ab")
      #expect(device.nextEvents(inputReady: false) == [])
      fixture.terminal.send("cd\u{1B}[20")
      #expect(device.nextEvents(inputReady: false) == [])
      fixture.terminal.send("1~")
      #expect(fixture.events(device, count: 1) == [.paste("abcd")])
      var paste = BracketedPaste()
      var last: InputEvent?
      for byte in Array(repeating: UInt8(ascii: "x"), count: BracketedPaste.limit + 100)
        + Array("\u{1B}[201~".utf8)
      {
        last = paste.take(byte)
      }
      #expect(last == .pasteTooLong(limit: BracketedPaste.limit))
    }

    @Test("Mouse buttons and the wheel are reported where they are")
    func mouse() throws {
      let device = try fixture.open()
      defer { device.close() }
      var frame = fixture.frame(device.size, "x")
      frame.modes.mouse = true
      device.present(frame)
      fixture.terminal.send("\u{1B}[<0;5;3M\u{1B}[<0;5;3m\u{1B}[<64;1;1M\u{1B}[<65;40;6M")
      #expect(
        fixture.events(device, count: 4) == [
          .mouse(MouseEvent(.press(.left), at: Point(column: 4, row: 2))),
          .mouse(MouseEvent(.release(.left), at: Point(column: 4, row: 2))),
          .mouse(MouseEvent(.scrollUp, at: Point(column: 0, row: 0))),
          .mouse(MouseEvent(.scrollDown, at: Point(column: 39, row: 5))),
        ])
    }

    @Test("Any size is fine, down to one cell and back")
    func resize() throws {
      let device = try fixture.open()
      defer { device.close() }
      for (columns, rows) in [(1, 1), (300, 100), (2, 1), (1, 50), (40, 6)] {
        fixture.terminal.resize(columns: columns, rows: rows)
        fixture.signal(SIGWINCH)
        let size = Size(columns: columns, rows: rows)
        #expect(fixture.events(device, count: 1) == [.resized(size)])
        #expect(device.size == size)
        device.present(fixture.frame(size, SafeText(untrusted: "漢字漢字")))
      }
      fixture.signal(SIGWINCH)
      usleep(10_000)
      #expect(device.nextEvents(inputReady: false) == [])
    }

    @Test("Requests to end arrive as events")
    func signals() throws {
      let device = try fixture.open()
      defer { device.close() }
      for (signal, event) in [
        (SIGTERM, InputEvent.terminated(.terminate)), (SIGINT, .terminated(.interrupt)),
        (SIGQUIT, .terminated(.quit)),
        (SIGPIPE, .terminated(.brokenPipe)), (SIGHUP, .hangup),
      ] {
        fixture.signal(signal)
        #expect(fixture.events(device, count: 1) == [event])
      }
    }

    @Test("A closed window ends the loop once, without spinning")
    func hangup() throws {
      let device = try fixture.open()
      defer { device.close() }
      let loop = try EventLoop<Int>()
      fixture.terminal.send("a")
      var batches = 0
      var seen: [LoopEvent<Int>] = []
      loop.run(source: device, timeout: { .milliseconds(50) }) { events in
        batches += 1
        seen += events
        if events.contains(.input(.key(.character("a")))) { fixture.terminal.hangUp() }
        let isOver = seen.contains(.input(.hangup)) && events == [.timeout]
        return !isOver && batches < 100
      }
      #expect(seen.filter { $0 == .input(.hangup) }.count == 1)
      #expect(batches < 10)
    }

    @Test("A signal wakes the loop, and a resize storm is one event")
    func signalWakesLoop() throws {
      let device = try fixture.open()
      defer { device.close() }
      let loop = try EventLoop<Int>()
      fixture.terminal.resize(columns: 60, rows: 10)
      for _ in 0..<20 { fixture.signal(SIGWINCH) }
      var seen: [LoopEvent<Int>] = []
      loop.run(source: device, timeout: { .seconds(5) }) { events in
        seen += events
        if seen.count == 1 { fixture.signal(SIGTERM) }
        return seen.count < 2
      }
      #expect(
        seen == [.input(.resized(Size(columns: 60, rows: 10))), .input(.terminated(.terminate))])
    }
  }
}
