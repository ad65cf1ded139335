#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the file system says of a path.
struct FileStatus: Sendable, Hashable {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  var isDirectory: Bool

  /// Nil when nothing is there or it cannot be looked at.
  init?(path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: info.st_dev)
    inode = UInt64(truncatingIfNeeded: info.st_ino)
    size = Int64(info.st_size)
    isDirectory = info.st_mode & S_IFMT == S_IFDIR
  }

  /// True when both are the same file.
  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }

  static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The folder a path lies in: `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  /// The first `count` bytes; nil when the file cannot be read.
  static func head(of path: String, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = read(descriptor, &bytes, count)
    return got < 0 ? nil : Array(bytes.prefix(got))
  }
}
