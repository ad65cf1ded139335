import InspectorCore
import InspectorUI
import SessionModel
import SessionStores
import TerminalUI

/// The full-screen inspector on one store: opens the terminal, runs until the operator leaves, gives the terminal back.
///
/// ```swift
/// let code = try Inspector(store: store, info: info, journal: journal, journalTarget: path, options: options).run()
/// ```
public struct Inspector {
  /// What the surroundings decide.
  public struct Options: Sendable {
    public var settings: Settings
    public var environment: [String: String]
    /// Overrides what the terminal says of its colours (`--color-depth`, `--color never`).
    public var depth: ColorDepth?
    /// Lets the mouse select and scroll; selecting text then needs Shift.
    public var mouse = false
    /// The configured clipboard program.
    public var clipboardCommand: [String]?
    /// Writes the sessions of the list to a file; returns how many.
    public var export: @Sendable (any SessionStore, [SessionID], _ path: String, _ masked: Bool) async throws -> Int
    /// A theme by name, with what was wrong with it as text for people.
    public var theme: @Sendable (String) -> (theme: Theme, problem: String?)?
    public var themeNames: @Sendable () -> [String]
    /// Turns a failure into a sentence where the state has no type for it.
    public var describe: @Sendable (any Error) -> String
    public var now: @Sendable () -> Timestamp

    public init(
      settings: Settings, environment: [String: String],
      export: @escaping @Sendable (any SessionStore, [SessionID], String, Bool) async throws -> Int,
      theme: @escaping @Sendable (String) -> (theme: Theme, problem: String?)?,
      themeNames: @escaping @Sendable () -> [String], describe: @escaping @Sendable (any Error) -> String,
      now: @escaping @Sendable () -> Timestamp
    ) {
      self.settings = settings
      self.environment = environment
      self.export = export
      self.theme = theme
      self.themeNames = themeNames
      self.describe = describe
      self.now = now
    }
  }

  private let store: any SessionStore
  private let info: StoreInfo
  private let journal: UndoJournal
  /// The target as the journal names it.
  private let journalTarget: String
  private let options: Options

  public init(
    store: any SessionStore, info: StoreInfo, journal: UndoJournal, journalTarget: String, options: Options
  ) {
    self.store = store
    self.info = info
    self.journal = journal
    self.journalTarget = journalTarget
    self.options = options
  }

  /// Runs on the calling thread, which alone touches the terminal. Returns the exit code.
  public func run() throws(OpenFailure) -> Int32 {
    let (loop, device) = try open()
    defer { device.close() }
    var state = State(info: info, settings: options.settings, size: device.size, now: options.now())
    let interpreter = EffectInterpreter(
      store: store, options: options, device: device, loop: loop,
      history: UndoHistory(store: store, info: info, journal: journal, target: journalTarget, now: options.now))
    defer { interpreter.stop() }

    func take(_ message: Message) {
      for effect in update(&state, message, at: options.now()) {
        interpreter.carryOut(effect) { view(state, size: device.size) }
      }
    }
    func draw() {
      var frame = view(state, size: device.size)
      frame.modes.mouse = options.mouse
      device.present(frame)
    }
    take(.started)
    draw()
    loop.run(source: device, timeout: { interpreter.untilTick }) { events in
      for event in events { Self.messages(for: event).forEach(take) }
      if interpreter.tickIsDue() { take(.ticked) }
      if interpreter.exitCode == nil { draw() }
      return interpreter.exitCode == nil
    }
    return interpreter.exitCode ?? 129
  }

  /// Why the inspector could not be shown.
  public enum OpenFailure: Error, Equatable {
    case terminal(NcursesDevice.OpenError)
    case noDescriptors(errno: Int32)
  }

  private func open() throws(OpenFailure) -> (EventLoop<Message>, NcursesDevice) {
    let theme = options.theme(options.settings.theme)?.theme ?? .plain
    do {
      let loop = try EventLoop<Message>()
      let device = try NcursesDevice(.init(environment: options.environment, theme: theme, depth: options.depth))
      return (loop, device)
    } catch let error as NcursesDevice.OpenError {
      throw .terminal(error)
    } catch {
      throw .noDescriptors(errno: (error as? EventLoop<Message>.NoDescriptors)?.errno ?? 0)
    }
  }

  private static func messages(for event: LoopEvent<Message>) -> [Message] {
    switch event {
    case .message(let message): return [message]
    case .timeout: return []
    case .input(let input):
      switch input {
      case .key(let key): return [.keyPressed(key)]
      case .paste(let text): return [.pasted(text)]
      case .pasteTooLong: return []
      case .resized(let size): return [.resized(size)]
      case .mouse(let mouse): return keys(for: mouse).map(Message.keyPressed)
      case .terminated(let signal): return [.terminated(code: signal.exitCode)]
      case .hangup: return [.terminated(code: 129)]
      }
    }
  }

  /// The wheel moves the cursor; clicks are left to the terminal's own selection.
  private static func keys(for mouse: MouseEvent) -> [KeyEvent] {
    switch mouse.action {
    case .scrollUp: [.up, .up, .up]
    case .scrollDown: [.down, .down, .down]
    default: []
    }
  }
}

extension TerminationSignal {
  /// 128 + the signal's number, and 130 for an interrupt, as shells have it.
  var exitCode: Int32 {
    switch self {
    case .interrupt: 130
    case .terminate: 143
    case .quit: 131
    case .brokenPipe: 141
    }
  }
}
