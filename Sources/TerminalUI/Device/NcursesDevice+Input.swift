import CTerminal

extension NcursesDevice: EventSource {
  public func setWakeDescriptor(_ descriptor: Int32) {
    ct_set_wake_descriptor(descriptor)
  }

  public func nextEvents(inputReady: Bool) -> [InputEvent] {
    // Asked before anything is read: ready with nothing to read is the end of the input.
    if inputReady, ct_available() == 0 { return [.hangup] }
    return signalEvents() + inputEvents()
  }

  // MARK: Signals

  private func signalEvents() -> [InputEvent] {
    var events: [InputEvent] = []
    func came(_ signal: Int) -> Bool { ct_take_signal(Int32(signal)) }
    if came(CT_SIGNAL_STOP) {
      suspendProcess()
      events.append(.resized(size))
    }
    if came(CT_SIGNAL_CONTINUE) {
      // Stopped by force and continued: a shell has had the terminal meanwhile.
      suspend()
      resume()
      events.append(.resized(size))
    }
    if came(CT_SIGNAL_RESIZED), syncSize() { events.append(.resized(size)) }
    if came(CT_SIGNAL_INTERRUPT) { events.append(.terminated(.interrupt)) }
    if came(CT_SIGNAL_TERMINATE) { events.append(.terminated(.terminate)) }
    if came(CT_SIGNAL_QUIT) { events.append(.terminated(.quit)) }
    if came(CT_SIGNAL_BROKEN_PIPE) { events.append(.terminated(.brokenPipe)) }
    if came(CT_SIGNAL_HANGUP) { events.append(.hangup) }
    return events
  }

  // MARK: Keys, mouse, paste

  /// An unfinished paste is given up after this long without a byte, so that a lost end mark does
  /// not swallow the keyboard for good.
  private static let pastePatience = Duration.seconds(5)

  private func inputEvents() -> [InputEvent] {
    var events: [InputEvent] = []
    if paste != nil, let pasteTime, pasteTime.duration(to: .now) > Self.pastePatience,
      ct_available() > 0
    {
      endPaste(&events)
    }
    while true {
      if paste != nil, !readPaste(&events) { return events }
      var event = ct_event()
      guard ct_next_event(&event) else { return events }
      if event.kind == Int32(CT_EVENT_PASTE_START) {
        paste = BracketedPaste()
        pasteTime = .now
      } else if let input = InputEvent(event) {
        events.append(input)
      }
    }
  }

  /// Reads a paste as far as it has come. It is read past curses, which would take pasted escape
  /// sequences for keys.
  /// - Returns: Whether it is complete.
  private func readPaste(_ events: inout [InputEvent]) -> Bool {
    while true {
      let byte = ct_read_byte()
      guard byte >= 0 else { return false }
      pasteTime = .now
      if let event = paste?.take(UInt8(truncatingIfNeeded: byte)) {
        events.append(event)
        paste = nil
        return true
      }
    }
  }

  private func endPaste(_ events: inout [InputEvent]) {
    if let unfinished = paste?.finished { events.append(unfinished) }
    paste = nil
  }
}

extension InputEvent {
  init?(_ event: ct_event) {
    switch Int(event.kind) {
    case CT_EVENT_CHARACTER:
      self = .key(KeyEvent(input: Unicode.Scalar(event.code) ?? "\u{FFFD}"))
    case CT_EVENT_ALT:
      self = .key(.alt(Unicode.Scalar(event.code) ?? "\u{FFFD}"))
    case CT_EVENT_KEY:
      guard let key = KeyEvent(code: Int(event.code)) else { return nil }
      self = .key(key)
    case CT_EVENT_MOUSE:
      guard let action = MouseEvent.Action(code: Int(event.code)) else { return nil }
      self = .mouse(MouseEvent(action, at: Point(column: Int(event.column), row: Int(event.row))))
    default:
      return nil
    }
  }
}

extension KeyEvent {
  /// The key that sends a scalar.
  init(input scalar: Unicode.Scalar) {
    switch scalar.value {
    // Enter sends a carriage return; scripts and some terminals a line feed.
    case 0x0A, 0x0D: self = .enter
    case 0x09: self = .tab
    // Which of the two Backspace sends is a setting; Ctrl-H can't be told from it.
    case 0x08, 0x7F: self = .backspace
    case 0x1B: self = .escape
    case 0x00: self = .ctrl("@")
    case 0x01...0x1A: self = .ctrl(Unicode.Scalar(UInt8(scalar.value) + 0x60))
    case 0x1C...0x1F: self = .ctrl(Unicode.Scalar(UInt8(scalar.value) + 0x40))
    default: self = .character(scalar)
    }
  }

  init?(code: Int) {
    switch code {
    case CT_KEY_UP: self = .up
    case CT_KEY_DOWN: self = .down
    case CT_KEY_LEFT: self = .left
    case CT_KEY_RIGHT: self = .right
    case CT_KEY_HOME: self = .home
    case CT_KEY_END: self = .end
    case CT_KEY_PAGE_UP: self = .pageUp
    case CT_KEY_PAGE_DOWN: self = .pageDown
    case CT_KEY_INSERT: self = .insert
    case CT_KEY_DELETE: self = .delete
    case CT_KEY_BACKSPACE: self = .backspace
    case CT_KEY_ENTER: self = .enter
    case CT_KEY_BACKTAB: self = .backtab
    case CT_KEY_F0 + 1...CT_KEY_F0 + 24: self = .f(code - CT_KEY_F0)
    default: return nil
    }
  }
}

extension MouseEvent.Action {
  init?(code: Int) {
    switch code {
    case CT_MOUSE_PRESS_LEFT: self = .press(.left)
    case CT_MOUSE_PRESS_MIDDLE: self = .press(.middle)
    case CT_MOUSE_PRESS_RIGHT: self = .press(.right)
    case CT_MOUSE_RELEASE_LEFT: self = .release(.left)
    case CT_MOUSE_RELEASE_MIDDLE: self = .release(.middle)
    case CT_MOUSE_RELEASE_RIGHT: self = .release(.right)
    case CT_MOUSE_SCROLL_UP: self = .scrollUp
    case CT_MOUSE_SCROLL_DOWN: self = .scrollDown
    default: return nil
    }
  }
}
