import Foundation
import Testing

@testable import TerminalUI

/// There is one ncurses in a process, so the suites in here run one after the other.
@Suite("A real terminal line", .serialized)
enum NcursesDeviceTests {}

/// A device on a line of its own.
struct DeviceFixture {
  static let theme = try? Theme.parse(
    toml: """
      [roles]
      text = { fg = "#f8f8f2", bg = "#282a36" }
      key = "#8be9fd"
      title = { fg = "bright-red", add = ["bold"] }
      "text.control" = { fg = "#ff5555", add = ["reverse"] }
      """, file: "test.toml", base: { _ in nil }
  ).theme

  let terminal: PseudoTerminal

  init(columns: Int = 40, rows: Int = 6) throws {
    terminal = try PseudoTerminal(columns: columns, rows: rows)
  }

  func open(
    term: String = "xterm-256color", _ environment: [String: String] = [:], depth: ColorDepth? = nil
  ) throws -> NcursesDevice {
    var options = NcursesDevice.Options(
      environment: environment.merging(["TERM": term]) { own, _ in own },
      theme: Self.theme ?? .plain, depth: depth)
    options.input = terminal.device
    options.output = terminal.device
    return try NcursesDevice(options)
  }

  func frame(_ size: Size, _ text: SafeText, role: Role = .text) -> Frame {
    var frame = Frame(size: size)
    frame.withCanvas(Rect(size)) { canvas in
      canvas.draw(text, at: Point(column: 0, row: 0), role: role)
      canvas.draw("key", at: Point(column: 0, row: 1), role: .key)
      canvas.draw("title", at: Point(column: 0, row: 2), role: .title)
      canvas.draw("§end", at: Point(column: 0, row: 5))
    }
    return frame
  }

  /// The parameters of all `ESC [ … m` in the output.
  static func attributes(in output: String) -> [String] {
    output.components(separatedBy: "\u{1B}[").dropFirst().compactMap { part in
      let parameters = part.prefix { $0.isNumber || $0 == ";" || $0 == ":" }
      return part.dropFirst(parameters.count).first == "m" ? String(parameters) : nil
    }
  }

  static func isColor(_ parameters: String) -> Bool {
    parameters.split(separator: ";").contains { field in
      guard let number = Int(field) else { return true }
      return (30...49).contains(number) || (90...107).contains(number)
    }
  }

  /// To the process: the threads tests run on take no signals.
  func signal(_ number: Int32) {
    kill(getpid(), number)
  }

  /// The events that follow from what is sent, once there are as many as wanted.
  func events(_ device: NcursesDevice, count: Int) -> [InputEvent] {
    let deadline = ContinuousClock.now + .seconds(5)
    var events: [InputEvent] = []
    while events.count < count, ContinuousClock.now < deadline {
      events += device.nextEvents(inputReady: false)
      usleep(500)
    }
    return events
  }
}
