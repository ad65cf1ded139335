/// Something that came from the terminal or from outside through a signal.
public enum InputEvent: Sendable, Equatable {
  case key(KeyEvent)
  /// Text pasted while ``TerminalModes/bracketedPaste`` is on: one text, controls included; line
  /// breaks are line feeds.
  case paste(String)
  /// A paste of more bytes than are taken. Nothing of it is delivered.
  case pasteTooLong(limit: Int)
  case mouse(MouseEvent)
  /// The screen has another size, or has to be drawn again at the same size.
  case resized(Size)
  /// Someone asks the program to end: Ctrl-C from outside, `kill`, a log-out. The terminal is still there.
  case terminated(TerminationSignal)
  /// The terminal is gone. Nothing more comes.
  case hangup
}

/// A request to end that arrived as a signal.
public enum TerminationSignal: Sendable, Equatable {
  /// SIGINT: Ctrl-C sent by another program, for in the inspector the key is read as a key.
  case interrupt
  /// SIGTERM.
  case terminate
  /// SIGQUIT.
  case quit
  /// SIGPIPE: whoever read the output is gone.
  case brokenPipe
}

/// A mouse button or wheel at a place.
public struct MouseEvent: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    case press(MouseButton)
    case release(MouseButton)
    case scrollUp
    case scrollDown
  }

  public var action: Action
  public var location: Point

  public init(_ action: Action, at location: Point) {
    self.action = action
    self.location = location
  }
}

public enum MouseButton: Sendable, Equatable {
  case left
  case middle
  case right
}
