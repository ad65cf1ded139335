import DebugProtocol
import SessionModel
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder where endpoints are found: the user's own, and closed to everyone else.
struct RuntimeDirectory: Sendable {
  let path: String

  /// Makes the folder, or checks the one that is there. Throws `EndpointProblem`.
  init(_ path: String) throws(EndpointProblem) {
    self.path = path
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    guard code == EEXIST else { throw .system("mkdir \(path)", code) }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .system("stat \(path)", errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory(path) }
    guard status.st_uid == geteuid() else { throw .wrongOwner(path) }
    guard status.st_mode & 0o077 == 0 else { throw .openToOthers(path, mode: Int(status.st_mode & 0o777)) }
  }

  /// A name that no living endpoint has: `4711`, `4711-2`.
  func freeName(pid: Int32) -> String {
    for number in 1... {
      let name = number == 1 ? "\(pid)" : "\(pid)-\(number)"
      // What this process left behind under an earlier life of its number is dead.
      if number == 1, !Self.own.contains(path + "/" + name) {
        unlink(path + "/\(name).sock")
        unlink(path + "/\(name).json")
      }
      if access(path + "/\(name).sock", F_OK) != 0, access(path + "/\(name).json", F_OK) != 0 {
        Self.own.insert(path + "/" + name)
        return name
      }
    }
    return "\(pid)"
  }

  private static let own = OwnNames()

  /// Writes a file that only the user can read, whole or not at all.
  func write(_ json: Value, to name: String) throws(EndpointProblem) {
    let temporary = path + "/.\(name).new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system("open \(temporary)", errno) }
    let bytes = JSONWriter.bytes(json) + [0x0a]
    let count = systemWrite(descriptor, bytes)
    let code = errno
    systemClose(descriptor)
    guard count == bytes.count else {
      unlink(temporary)
      throw .system("write \(temporary)", code)
    }
    guard rename(temporary, path + "/" + name) == 0 else { throw .system("rename \(temporary)", errno) }
  }

  func remove(_ name: String) { unlink(path + "/" + name) }

  /// Other endpoints that are alive.
  func others(than pid: Int) -> [Discovery] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var found: [Discovery] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name.hasSuffix(".json"), !name.hasPrefix("."), let file = fopen(path + "/" + name, "r") else { continue }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 64 << 10)
      bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
      guard let json = try? JSONReader.read(bytes), let discovery = Discovery(json: json), discovery.pid != pid,
        kill(pid_t(discovery.pid), 0) == 0 || errno == EPERM
      else { continue }
      found.append(discovery)
    }
    return found
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: [UInt8]) -> Int { write(descriptor, bytes, bytes.count) }
@discardableResult
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// The names that this process has taken.
private final class OwnNames: Sendable {
  private let names = Mutex<Set<String>>([])
  func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
  func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
}

/// Why an endpoint does not start.
enum EndpointProblem: Error, CustomStringConvertible {
  case production(variable: String, value: String)
  case pathTooLong(String, limit: Int)
  case notADirectory(String)
  case wrongOwner(String)
  case openToOthers(String, mode: Int)
  case system(String, Int32)

  var description: String {
    switch self {
    case .production(let variable, let value):
      "\(variable) is '\(value)', and in production sessions are nobody's to look at"
    case .pathTooLong(let path, let limit):
      "the socket's path \(path) has \(path.utf8.count) bytes, the system takes \(limit); set SESSPECT_DIR to a shorter one"
    case .notADirectory(let path): "\(path) is no folder; remove it, or set SESSPECT_DIR"
    case .wrongOwner(let path): "\(path) belongs to another user; set SESSPECT_DIR to a folder of your own"
    case .openToOthers(let path, let mode):
      "\(path) is open to others (mode \(String(mode, radix: 8))); chmod 700 \(path)"
    case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
    }
  }
}
