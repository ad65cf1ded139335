import SessionModel
import Synchronization
import TerminalUI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two streams: standard output is data, standard error is talk.
///
/// Whatever comes from a session goes through the sanitiser or is JSON with its invisible characters escaped; no colour
/// and no control byte is ever written, to a terminal or a pipe.
final class Console: Sendable {
  static let standard = Console()

  private let buffer = Mutex<[UInt8]>([])

  /// Nobody reads standard output any more (`… | head`).
  struct OutputClosed: Error {}

  // MARK: Data

  /// One line for people.
  func line(_ text: SafeText) throws { try write(Array(text.plain.utf8) + [0x0a]) }

  /// One line for people; controls in it are made visible.
  func line(_ text: String = "") throws { try line(SafeText(untrusted: text)) }

  /// One line of JSON.
  func json(_ value: Value) throws { try write(TerminalSafeJSON.bytes(value) + [0x0a]) }

  /// Bytes as they are; the caller answers for them.
  func write(_ bytes: [UInt8]) throws {
    let full = buffer.withLock { buffer in
      buffer += bytes
      return buffer.count >= 1 << 16
    }
    if full { try flush() }
  }

  /// Hands over what was written. Throws `OutputClosed` when nobody reads it, else `CommandFailure.output`.
  func flush() throws {
    let bytes = buffer.withLock { buffer in
      defer { buffer = [] }
      return buffer
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(1, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw errno == EPIPE ? OutputClosed() : CommandFailure.output(detail: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
    }
  }

  // MARK: Talk

  /// A line on standard error, each line break in `text` being one.
  func talk(_ text: String) {
    let lines = SafeText(untrusted: text, mode: .block).lines.map(\.plain)
    talk(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// A line of JSON on standard error.
  func talk(json value: Value) { talk(bytes: TerminalSafeJSON.bytes(value) + [0x0a]) }

  private func talk(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(2, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Shows how far something came, on one line that is written over; only to a terminal.
  func progress(_ text: String?) {
    guard Self.isTerminal(2) else { return }
    let line =
      "\r" + SafeText(untrusted: text ?? "").fitted(columns: max(1, columns - 1)).plain + (text == nil ? "\r" : "")
    _ = Array(line.utf8).withUnsafeBytes { systemWrite(2, $0.baseAddress, $0.count) }
  }

  // MARK: The terminal

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// True where the output is looked at, not processed.
  var isOutputTerminal: Bool { Self.isTerminal(1) }

  /// The columns to fit tables to: `COLUMNS`, else the terminal's width, else no limit worth speaking of on a pipe.
  var columns: Int {
    if let columns = Environment.current["COLUMNS"].flatMap(Int.init), columns > 0 { return min(columns, 10_000) }
    var size = winsize()
    if Self.isTerminal(1), ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Self.isTerminal(1) ? 80 : 10_000
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
  #elseif canImport(Darwin)
    Darwin.write(descriptor, bytes, count)
  #endif
}
