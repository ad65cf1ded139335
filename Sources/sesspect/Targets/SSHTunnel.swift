import DebugClient
import DebugProtocol

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A local socket that the system's ssh forwards to an endpoint on another machine.
actor SSHTunnel {
  private let address: SSHAddress
  private let name: String
  private let folder: TemporaryFolder
  private var process: pid_t?
  private var number = 0
  /// The endpoint it leads to.
  private(set) var remote: Discovery?
  private var lastSearch: ContinuousClock.Instant?

  /// How long ssh may take to come up: somebody may have to type a passphrase.
  private static let patience = Duration.seconds(120)
  /// Asking another machine where the app is now takes a login.
  private static let searchInterval = Duration.seconds(5)

  init(_ address: SSHAddress, name: String) throws {
    self.address = address
    self.name = name
    folder = try TemporaryFolder(in: Environment.current["TMPDIR"] ?? "/tmp")
  }

  /// Starts ssh, and waits until it forwards. Throws `CommandFailure.TargetProblem.ssh`.
  func open(to discovery: Discovery, readOnly: Bool) async throws -> Endpoint {
    stop()
    number += 1
    let socket = "\(folder.path)/\(number).sock"
    let log = "\(folder.path)/\(number).log"
    let (target, host): (String, String?) =
      switch discovery.address {
      case .socket(let path): (path, nil)
      case .url(let url): (String(url.dropFirst("http://".count)), String(url.dropFirst("http://".count)))
      }
    process = try spawn(
      address.command(["-o", "ExitOnForwardFailure=yes", "-nNT", "-L", "\(socket):\(target)"]), log: log)
    let deadline = ContinuousClock.now + Self.patience
    while !FileCheck.exists(socket) {
      guard isRunning() else {
        let said = (try? TextFile.bytes(log, limit: 1 << 16)) ?? nil
        throw CommandFailure.target(
          .ssh(name, detail: said.flatMap(SSHDiscovery.lastLine) ?? "it ended before it forwarded anything"))
      }
      guard ContinuousClock.now < deadline else {
        stop()
        throw CommandFailure.target(.ssh(name, detail: "it did not come up in time"))
      }
      do { try await Task.sleep(for: .milliseconds(20)) } catch {
        stop()
        throw error
      }
    }
    remote = discovery
    let endpoint = Endpoint(discovery, readOnly: readOnly)
    return Endpoint(address: .socket(socket), token: endpoint.token, host: host)
  }

  /// The endpoint after the app, or ssh, was restarted; nil where it is not to be found now.
  func find(readOnly: Bool) async -> Endpoint? {
    if let lastSearch, ContinuousClock.now - lastSearch < Self.searchInterval { return nil }
    lastSearch = .now
    guard let known = remote,
      let found = try? SSHDiscovery.endpoints(at: address.anyProcess, name: name)
        .filter({ $0.app == known.app && $0.cookie == known.cookie }).first
    else { return nil }
    if found == known, isRunning() { return nil }
    return try? await open(to: found, readOnly: readOnly)
  }

  /// Ends ssh and removes what it left.
  func close() {
    stop()
    folder.remove()
  }

  private func stop() {
    guard let process else { return }
    kill(process, SIGTERM)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    self.process = nil
  }

  private func isRunning() -> Bool {
    guard let process else { return false }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == 0 else {
      self.process = nil
      return false
    }
    return true
  }

  private func spawn(_ arguments: [String], log: String) throws -> pid_t {
    let null = openFile("/dev/null", O_RDWR)
    let errors = openFile(log, O_WRONLY | O_CREAT | O_TRUNC)
    defer {
      closeFile(null)
      closeFile(errors)
    }
    guard null >= 0, errors >= 0 else {
      throw CommandFailure.target(.ssh(name, detail: String(cString: strerror(errno))))
    }
    do throws(ProgramOutput.Failure) {
      return try ProgramOutput.spawn(arguments, standardStreams: [null, null, errors])
    } catch { throw CommandFailure.target(.ssh(name, detail: "there is no program 'ssh'")) }
  }
}

extension SSHAddress {
  /// The same machine, whichever process: after a restart the app has another number.
  fileprivate var anyProcess: SSHAddress {
    var address = self
    address.place = .any
    return address
  }
}

private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags | O_CLOEXEC, 0o600) }
private func closeFile(_ descriptor: Int32) { close(descriptor) }
