#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs another program to its end and keeps what it prints: an argument vector, never a shell's string.
struct ProgramOutput: Sendable {
  /// The exit status; 128 + the signal's number when a signal ended it.
  var status: Int32
  var output: [UInt8]
  var errors: [UInt8]
  /// The output was longer than allowed, and the program was ended.
  var isCut = false

  enum Failure: Error, Hashable {
    case notFound(String)
    case notStarted(String, errno: Int32)
  }

  /// - Parameters:
  ///   - input: Standard input; small enough for a pipe to hold, or read by the program before it prints.
  ///   - limit: Bytes of output to take.
  static func run(_ arguments: [String], input: [UInt8], limit: Int) throws(Failure) -> ProgramOutput {
    guard let program = arguments.first else { throw .notFound("") }
    var pipes: [[Int32]] = []
    defer { for end in pipes.joined() where end >= 0 { close(end) } }
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw .notStarted(program, errno: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append(ends)
    }
    let pid = try spawn(arguments, standardStreams: [pipes[0][0], pipes[1][1], pipes[2][1]])
    func end(_ pipe: Int, _ side: Int) {
      close(pipes[pipe][side])
      pipes[pipe][side] = -1
    }
    end(0, 0)
    end(1, 1)
    end(2, 1)
    var rest = input[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(pipes[0][1], $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }  // it does not want to know: its exit status tells
      rest = rest.dropFirst(count)
    }
    end(0, 1)
    var result = ProgramOutput(status: 0, output: [], errors: [])
    result.collect(from: pipes[1][0], and: pipes[2][0], limit: limit)
    if result.isCut { kill(pid, SIGTERM) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 { if errno != EINTR { break } }
    let signal = status & 0x7f
    result.status = signal == 0 ? (status >> 8) & 0xff : 128 + signal
    return result
  }

  private mutating func collect(from output: Int32, and errors: Int32, limit: Int) {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var open = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    while !open.isEmpty, !isCut {
      if poll(&open, nfds_t(open.count), -1) < 0 {
        if errno == EINTR { continue }
        return
      }
      for entry in open where entry.revents != 0 {
        let count = read(entry.fd, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          open.removeAll { $0.fd == entry.fd }
          continue
        }
        if entry.fd == output { self.output += chunk[..<count] } else { self.errors += chunk[..<count] }
        isCut = self.output.count > limit
      }
    }
  }

  /// Starts a program on these three descriptors; returns its process.
  static func spawn(_ arguments: [String], standardStreams: [Int32]) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, end) in standardStreams.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(number)) }
    // The child starts with the default signal actions and nothing blocked.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    argv.append(nil)
    defer { for argument in argv { free(argument) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, environ)
    guard code == 0 else {
      throw code == ENOENT ? .notFound(arguments[0]) : .notStarted(arguments[0], errno: code)
    }
    return pid
  }
}
