import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks a question on the terminal.
enum Prompt {
  private static let open = Mutex(false)

  /// True while a question waits for its answer; Ctrl-C then ends the program at once, for nothing has begun.
  static var isOpen: Bool { open.withLock { $0 } }

  /// Both ends are a terminal, so that asking makes sense.
  static var isPossible: Bool { Console.isTerminal(0) && Console.isTerminal(2) }

  /// The line typed, nil at the end of input.
  static func ask(_ question: String, console: Console = .standard) -> String? {
    console.talk(question)
    open.withLock { $0 = true }
    defer { open.withLock { $0 = false } }
    return readLine(strippingNewline: true)
  }
}
