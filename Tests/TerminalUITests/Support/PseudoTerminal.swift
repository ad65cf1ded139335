import Foundation

@testable import TerminalUI

/// A terminal that is only the two ends of a line: what a program writes is kept, and what is sent
/// arrives as keys.
final class PseudoTerminal: @unchecked Sendable {
  /// The program's end.
  let device: Int32
  private let control: Int32
  private let received = Locked<[UInt8]>([])
  private let isOpen = Locked(true)

  struct Failure: Error {}

  init(columns: Int, rows: Int) throws {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var ends: (control: Int32, device: Int32) = (-1, -1)
    guard openpty(&ends.control, &ends.device, nil, nil, &size) == 0 else { throw Failure() }
    control = ends.control
    device = ends.device
    // Somebody has to read all the time, or the program blocks on a full line.
    let thread = Thread { [control, received, isOpen] in
      var buffer = [UInt8](repeating: 0, count: 65536)
      var descriptor = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
      // A blocked read would keep the line open after hangUp.
      while isOpen.withLock({ $0 }) {
        guard poll(&descriptor, 1, 5) > 0 else { continue }
        let count = read(control, &buffer, buffer.count)
        guard count > 0 else { break }
        received.withLock { $0.append(contentsOf: buffer[..<count]) }
      }
      close(control)
    }
    thread.start()
  }

  deinit {
    hangUp()
    close(device)
  }

  /// Ends the connection, as closing the window does.
  func hangUp() {
    isOpen.withLock { $0 = false }
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(control, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      sent += count
    }
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(control, UInt(TIOCSWINSZ), &size)
  }

  /// Everything written so far, once it contains `marker`; waits at most five seconds.
  func output(until marker: String) -> String {
    let wanted = Array(marker.utf8)
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      let bytes = received.withLock { $0 }
      if Self.contains(bytes, wanted) || ContinuousClock.now > deadline {
        return String(decoding: bytes, as: UTF8.self)
      }
      usleep(1000)
    }
  }

  /// Forgets what was written so far.
  func forget() {
    received.withLock { $0 = [] }
  }

  /// The line's settings: raw or cooked, echo or not.
  var localModes: tcflag_t {
    var modes = termios()
    tcgetattr(device, &modes)
    return modes.c_lflag
  }

  private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard bytes.count >= wanted.count else { return false }
    return (0...bytes.count - wanted.count).contains {
      bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }
}
