import CTerminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A terminal, drawn on through ncurses.
///
/// There is one at a time, and one thread that uses it. While it is open, a crash, a signal and
/// `exit` all leave the terminal as it was found.
///
/// ```swift
/// let terminal = try NcursesDevice(.init(environment: environment, theme: theme))
/// defer { terminal.close() }
/// terminal.present(view(state, terminal.size))
/// ```
public final class NcursesDevice: TerminalDevice {
  public struct Options: Sendable {
    /// `TERM`, `COLORTERM`, `NO_COLOR` decide what the terminal is and how many colours it gets.
    public var environment: [String: String]
    public var theme: Theme
    /// In place of what the environment asks for; still no more than the terminal has.
    public var depth: ColorDepth?
    public var input: Int32 = 0
    public var output: Int32 = 1
    /// Uses `/dev/tty` where input or output is not a terminal.
    public var usesControllingTerminal = false

    public init(environment: [String: String], theme: Theme = .plain, depth: ColorDepth? = nil) {
      self.environment = environment
      self.theme = theme
      self.depth = depth
    }
  }

  public enum OpenError: Error, Equatable, Sendable {
    /// Input or output is a file or a pipe.
    case notATerminal
    /// No description of the terminal, by the name in `TERM`.
    case unknownTerminal(String)
    /// A terminal that cannot place text, such as "dumb".
    case cannotPlaceText(String)
    /// There is one open already.
    case alreadyOpen
  }

  public private(set) var size: Size
  /// How many colours the screen is drawn with.
  public let depth: ColorDepth
  public var theme: Theme {
    get { painter.theme }
    set {
      guard newValue != painter.theme else { return }
      painter.theme = newValue
      shown = nil
    }
  }

  var paste: BracketedPaste?
  /// When the last byte of an unfinished paste came.
  var pasteTime: ContinuousClock.Instant?
  private var shown: Frame?
  private var painter: RowPainter
  private var ownDescriptor: Int32 = -1
  private var isOpen = true
  private let input: Int32

  nonisolated(unsafe) private static var isInUse = false

  /// Takes over a terminal.
  public init(_ options: Options) throws(OpenError) {
    guard !Self.isInUse else { throw .alreadyOpen }
    var (input, output) = (options.input, options.output)
    if isatty(input) == 0 || isatty(output) == 0 {
      guard options.usesControllingTerminal else { throw .notATerminal }
      ownDescriptor = openControllingTerminal()
      guard ownDescriptor >= 0 else { throw .notATerminal }
      input = isatty(input) == 0 ? ownDescriptor : input
      output = isatty(output) == 0 ? ownDescriptor : output
    }
    self.input = input
    let term = options.environment["TERM"] ?? ""
    let wanted = options.depth ?? ColorDepth.requested(by: options.environment)
    let opened = Self.takeOver(term: term, wanted: wanted, input: input, output: output)
    guard opened.isOpen else {
      if ownDescriptor >= 0 { closeDescriptor(ownDescriptor) }
      throw .unknownTerminal(term)
    }
    let terminal = ct_get_capabilities()
    guard terminal.can_move_cursor else {
      ct_close()
      if ownDescriptor >= 0 { closeDescriptor(ownDescriptor) }
      throw .cannotPlaceText(term)
    }
    Self.isInUse = true
    let offered = ColorDepth.offered(colors: Int(terminal.colors), isDirect: terminal.direct)
    depth = min(wanted ?? offered, offered)
    let colors: ColorNumbers =
      terminal.direct ? .direct(palette: opened.isOwn ? 16 : 8) : .indexed(Int(terminal.colors))
    painter = RowPainter(theme: options.theme, depth: depth, colors: colors)
    size = Size(columns: Int(terminal.columns), rows: Int(terminal.rows))
  }

  deinit { close() }

  /// Restores the terminal. Nothing can be presented afterwards.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    ct_close()
    if ownDescriptor >= 0 { closeDescriptor(ownDescriptor) }
    Self.isInUse = false
  }

  /// Shows a frame: only what differs from the frame before is sent.
  public func present(_ frame: Frame) {
    guard isOpen else { return }
    ct_set_mouse(frame.modes.mouse)
    ct_set_bracketed_paste(frame.modes.bracketedPaste)
    for index in 0..<size.rows {
      let cells = frame.row(index)
      if let shown, shown.size == frame.size, shown.row(index) == cells { continue }
      painter.paint(cells, columns: size.columns)
      ct_put_row(Int32(index), painter.row, Int32(painter.row.count))
    }
    shown = frame
    showCursor(frame.cursor)
    ct_flush()
  }

  /// Sends the whole screen again with the next frame: after something else wrote on it.
  public func redraw() {
    shown = nil
    ct_redraw_all()
  }

  /// Gives the terminal to another program, such as an editor, until ``resume()``.
  public func suspend() {
    ct_suspend()
  }

  /// Takes the terminal back and draws the last frame again.
  public func resume() {
    ct_resume()
    // Ctrl-C in the other program was meant for that program.
    for signal in [CT_SIGNAL_INTERRUPT, CT_SIGNAL_QUIT, CT_SIGNAL_CONTINUE] {
      _ = ct_take_signal(Int32(signal))
    }
    let last = shown
    _ = syncSize()
    redraw()
    if let last { present(last) }
  }

  /// Stops the program as Ctrl-Z does elsewhere; returns when it is continued, with the last frame
  /// drawn again.
  public func suspendProcess() {
    ct_suspend()
    ct_stop_process_group()
    resume()
  }

  /// Puts text on the clipboard of the machine the terminal runs on (OSC 52), which also works over
  /// ssh. Terminals may refuse without saying so.
  /// - Returns: `false` when the text is not in base64.
  public func copyToClipboard(base64: String) -> Bool {
    let isBase64 = base64.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "="):
        true
      default: false
      }
    }
    guard isBase64, isOpen else { return false }
    let sequence = "\u{1B}]52;c;" + base64 + "\u{07}"
    ct_write(sequence, Int32(clamping: sequence.utf8.count))
    return true
  }

  /// Asks the terminal for its size; whether it changed.
  func syncSize() -> Bool {
    guard ct_sync_size() else { return false }
    let terminal = ct_get_capabilities()
    size = Size(columns: Int(terminal.columns), rows: Int(terminal.rows))
    redraw()
    return true
  }

  public var inputDescriptor: Int32 { isOpen ? input : -1 }

  // MARK: Opening

  private static func takeOver(
    term: String, wanted: ColorDepth?, input: Int32, output: Int32
  ) -> (isOpen: Bool, isOwn: Bool) {
    let color = wanted != .mono
    if wanted == .rgb, let own = DirectColorDescription(for: term),
      ct_open(own.name, own.terminfo, input, output, true) == 0
    {
      return (true, true)
    }
    return (ct_open(term, nil, input, output, color) == 0, false)
  }

  private func showCursor(_ cursor: Point?) {
    guard let cursor, cursor.column >= 0, cursor.row >= 0, cursor.column < size.columns,
      cursor.row < size.rows
    else { return ct_set_cursor(0, 0, false) }
    ct_set_cursor(Int32(cursor.column), Int32(cursor.row), true)
  }
}

// Outside the class, whose own `close` would hide the system's.

private func openControllingTerminal() -> Int32 {
  open("/dev/tty", O_RDWR | O_CLOEXEC)
}

private func closeDescriptor(_ descriptor: Int32) {
  close(descriptor)
}
