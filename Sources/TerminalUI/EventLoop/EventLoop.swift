import CTerminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where input comes from: a descriptor to wait on and what to read when it is ready.
public protocol EventSource: AnyObject {
  /// Becomes readable when there is input.
  var inputDescriptor: Int32 { get }
  /// Signals write a byte to this descriptor; -1 for none.
  func setWakeDescriptor(_ descriptor: Int32)
  /// Everything that came since the last call.
  /// - Parameter inputReady: Whether the descriptor was readable. Ready but empty means that the
  ///   terminal is gone.
  func nextEvents(inputReady: Bool) -> [InputEvent]
}

/// What an ``EventLoop`` hands over.
public enum LoopEvent<Message: Sendable>: Sendable {
  case input(InputEvent)
  /// Posted with ``EventLoop/post(_:)``, in the order posted.
  case message(Message)
  /// The time asked for has passed and nothing else happened.
  case timeout
}

extension LoopEvent: Equatable where Message: Equatable {}

/// One thread that waits for input and for messages from other threads.
///
/// It sleeps in `poll` without a time limit when nobody asked for one, so an idle program has no
/// wake-ups at all.
///
/// ```swift
/// let loop = try EventLoop<Message>()
/// Task { loop.post(.sessionsLoaded(await store.sessions())) }
/// loop.run(source: terminal) { events in
///   for event in events { … }
///   terminal.present(view(state, terminal.size))
///   return !state.isDone
/// }
/// ```
public final class EventLoop<Message: Sendable>: Sendable {
  /// The system has no descriptors left; its error number.
  public struct NoDescriptors: Error, Equatable {
    public var errno: Int32
  }

  private let mailbox = Locked<[Message]>([])
  private let readEnd: Int32
  private let writeEnd: Int32

  public init() throws(NoDescriptors) {
    var ends: [Int32] = [-1, -1]
    guard ct_make_pipe(&ends) == 0 else { throw NoDescriptors(errno: errno) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Hands a message to the loop. On any thread; wakes the loop once for any number of messages
  /// that it has not taken yet.
  public func post(_ message: Message) {
    let wasEmpty = mailbox.withLock { messages in
      messages.append(message)
      return messages.count == 1
    }
    if wasEmpty { ct_wake_up(writeEnd) }
  }

  /// Runs on the calling thread until `handle` returns `false`.
  /// - Parameters:
  ///   - source: The terminal. After it is gone only messages come.
  ///   - timeout: How long to wait at most, asked before each wait; `nil` for as long as it takes.
  ///   - handle: Gets everything that happened since the last time, never nothing.
  public func run(
    source: any EventSource, timeout: () -> Duration? = { nil },
    handle: ([LoopEvent<Message>]) -> Bool
  ) {
    source.setWakeDescriptor(writeEnd)
    defer { source.setWakeDescriptor(-1) }
    // What came before the loop ran does not make the descriptor readable again.
    var events = takeEvents(source: source, inputReady: false)
    var isConnected = !events.contains(where: Self.isHangup)
    while true {
      if !events.isEmpty, !handle(events) { return }
      let wait = wait(on: isConnected ? source.inputDescriptor : -1, for: timeout())
      events = wait.isInterrupted ? [] : takeEvents(source: source, inputReady: wait.isReadable)
      let wasConnected = isConnected
      if events.contains(where: Self.isHangup) { isConnected = false }
      if wait.isGone, isConnected {
        isConnected = false
        events.append(.input(.hangup))
      }
      // A source that says so twice is not believed twice.
      if !wasConnected { events.removeAll(where: Self.isHangup) }
      if wait.timedOut, events.isEmpty { events = [.timeout] }
    }
  }

  private struct Wait {
    var isReadable = false
    var isGone = false
    var isInterrupted = false
    var timedOut = false
  }

  private func wait(on input: Int32, for timeout: Duration?) -> Wait {
    var descriptors = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&descriptors, 2, timeout?.pollMilliseconds ?? -1)
    if count < 0 { return Wait(isInterrupted: true) }
    if descriptors[1].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(readEnd, &bytes, bytes.count) == bytes.count {}
    }
    let state = Int32(descriptors[0].revents)
    return Wait(
      isReadable: state & Int32(POLLIN) != 0,
      isGone: state & Int32(POLLHUP | POLLERR | POLLNVAL) != 0,
      timedOut: count == 0)
  }

  private func takeEvents(source: any EventSource, inputReady: Bool) -> [LoopEvent<Message>] {
    let input = source.nextEvents(inputReady: inputReady).map(LoopEvent<Message>.input)
    let messages = mailbox.withLock { messages in
      defer { messages = [] }
      return messages
    }
    return input + messages.map(LoopEvent.message)
  }

  private static func isHangup(_ event: LoopEvent<Message>) -> Bool {
    if case .input(.hangup) = event { return true }
    return false
  }
}

extension Duration {
  /// For `poll`: rounded up, so that the time has passed when it returns; at most about 24 days.
  fileprivate var pollMilliseconds: Int32 {
    let parts = components
    guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
    guard parts.seconds < 2_000_000 else { return 2_000_000_000 }
    return Int32(
      parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
