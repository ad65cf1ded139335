#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs another program and waits for it: an argument vector, never a shell's string.
enum ChildProcess {
  /// Why a program could not be run to its end.
  enum Failure: Error, Equatable {
    case notFound(String)
    case notStarted(String, errno: Int32)
  }

  /// Where the child's three standard streams go.
  enum Streams {
    /// The terminal, as ours (an editor).
    case inherited
    /// Standard input is `text`; output is thrown away (a clipboard program).
    case input([UInt8])
  }

  /// The exit status of `arguments[0]`, looked up in PATH; 128 + the signal's number when a signal ended it.
  static func run(_ arguments: [String], streams: Streams) throws(Failure) -> Int32 {
    guard let program = arguments.first else { throw .notFound("") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var pipeEnds: [Int32] = [-1, -1]
    if case .input = streams {
      guard pipe(&pipeEnds) == 0 else { throw .notStarted(program, errno: errno) }
      posix_spawn_file_actions_adddup2(&actions, pipeEnds[0], 0)
      posix_spawn_file_actions_addclose(&actions, pipeEnds[1])
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    // The child starts with the default signal actions and nothing blocked, whatever the inspector set for itself.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    argv.append(nil)
    defer { for argument in argv { free(argument) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, program, &actions, &attributes, argv, environ)
    if pipeEnds[0] >= 0 { close(pipeEnds[0]) }
    guard code == 0 else {
      if pipeEnds[1] >= 0 { close(pipeEnds[1]) }
      throw code == ENOENT ? .notFound(program) : .notStarted(program, errno: code)
    }
    if case .input(let bytes) = streams {
      write(bytes, to: pipeEnds[1])
      close(pipeEnds[1])
    }
    return wait(for: pid)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }  // the program closed its input: its exit status tells
      rest = rest.dropFirst(count)
    }
  }

  private static func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return 127 } }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}

#if canImport(Glibc)
  private let systemWrite = Glibc.write
#elseif canImport(Darwin)
  private let systemWrite = Darwin.write
#endif
