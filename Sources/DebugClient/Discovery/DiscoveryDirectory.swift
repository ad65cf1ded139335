public import DebugProtocol
import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder in which running apps say where their debug endpoint is.
///
/// ```swift
/// let directory = DiscoveryDirectory(Discovery.directory(environment: environment, user: getuid()))
/// for endpoint in try directory.endpoints() { print(endpoint.app, endpoint.pid) }
/// ```
public struct DiscoveryDirectory: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Why what is there is not used: somebody else could have put it there, or could read the tokens.
  public enum Problem: Error, Sendable, Hashable {
    case notADirectory(String)
    case anotherUsers(String)
    case openToOthers(String, mode: Int)
    case unreadable(String, errno: Int32)
  }

  /// The endpoints of processes that live, the newest first; none where there is no such folder. The files, and the
  /// sockets beside them, of processes that ended without tidying up are removed.
  ///
  /// A file that is not safe is left out, and told to `refused`.
  public func endpoints(refused: (Problem) -> Void = { _ in }) throws(Problem) -> [Discovery] {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw .unreadable(path, errno: errno)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory(path) }
    try Self.check(status, path)
    var found: [Discovery] = []
    for name in try names() where name.hasSuffix(".json") && !name.hasPrefix(".") {
      do throws(Problem) {
        guard let discovery = try read(name) else { continue }
        if Self.isAlive(discovery.pid) {
          found.append(discovery)
        } else {
          remove(name, discovery)
        }
      } catch { refused(error) }
    }
    return found.sorted {
      ($0.started?.milliseconds ?? 0, $0.pid, $0.address.description)
        > ($1.started?.milliseconds ?? 0, $1.pid, $1.address.description)
    }
  }

  /// What one file says, whether its process lives or not; nil where it is no discovery file. Throws where others could
  /// have written or read it.
  public static func read(file path: String) throws(Problem) -> Discovery? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .unreadable(path, errno: errno)
    }
    defer { closeDescriptor(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 64 << 10 else {
      return nil
    }
    try check(status, path)
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = readDescriptor(descriptor, &bytes, bytes.count)
    guard count > 0, let json = try? JSONReader.read(Array(bytes[..<count])) else { return nil }
    return Discovery(json: json)
  }

  private func read(_ name: String) throws(Problem) -> Discovery? { try Self.read(file: path + "/" + name) }

  private static func check(_ status: stat, _ path: String) throws(Problem) {
    guard status.st_uid == geteuid() else { throw .anotherUsers(path) }
    guard status.st_mode & 0o077 == 0 else { throw .openToOthers(path, mode: Int(status.st_mode & 0o777)) }
  }

  private static func isAlive(_ pid: Int) -> Bool {
    guard let pid = pid_t(exactly: pid), pid > 0 else { return false }
    return kill(pid, 0) == 0 || errno == EPERM
  }

  /// Removes what a dead process left; its socket only where that lies in this folder too.
  private func remove(_ name: String, _ discovery: Discovery) {
    if case .socket(let socket) = discovery.address, let slash = socket.lastIndex(of: "/"),
      socket[..<slash] == path || socket == path + "/" + name.dropLast(5) + ".sock"
    {
      var status = stat()
      if lstat(socket, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(socket) }
    }
    unlink(path + "/" + name)
  }

  private func names() throws(Problem) -> [String] {
    guard let folder = opendir(path) else { throw .unreadable(path, errno: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.sorted()
  }
}

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
private func readDescriptor(_ descriptor: Int32, _ bytes: inout [UInt8], _ count: Int) -> Int {
  read(descriptor, &bytes, count)
}
