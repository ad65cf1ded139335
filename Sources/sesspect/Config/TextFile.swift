#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Small files read whole.
enum TextFile {
  /// The bytes; nil where there is no such file. Throws `CommandFailure.unreadable`.
  static func bytes(_ path: String, limit: Int = 16 << 20) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno)))
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > limit { throw CommandFailure.unreadable(path, detail: "it is larger than \(limit >> 20) MB") }
    }
  }

  /// The text; nil where there is no such file.
  static func text(_ path: String) throws -> String? {
    guard let bytes = try bytes(path) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure.unreadable(path, detail: "it is not UTF-8")
    }
    return text
  }
}
