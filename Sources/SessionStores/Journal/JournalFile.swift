import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file of the journal: the system's calls, with their errors as `StoreError`.
final class JournalFile: Sendable {
  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// A new file that only its owner can read, locked against `isLocked`; nil where the name is taken.
  static func create(_ path: String) throws(StoreError) -> JournalFile? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return nil }
      throw failure(path)
    }
    let file = JournalFile(path: path, descriptor: descriptor)
    // The lock tells others that the operation is under way; it goes with the process, however that ends.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    try synchroniseDirectory(of: path)
    return file
  }

  /// Nil where the file is gone (pruned by another process) or belongs to somebody else.
  static func openForReading(_ path: String) throws(StoreError) -> JournalFile? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor >= 0 { return JournalFile(path: path, descriptor: descriptor) }
    if [ENOENT, EACCES, EPERM, ELOOP].contains(errno) { return nil }
    throw failure(path)
  }

  /// Bytes, and the device and inode do not matter: nobody replaces these files.
  func size() throws(StoreError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    return Int(status.st_size)
  }

  /// True while the operation that made the file is under way.
  var isLocked: Bool {
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    _ = flock(descriptor, LOCK_UN)
    return false
  }

  /// The bytes at `offset`; fewer than `count` only at the end of the file.
  func read(at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let length = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      }
      if length < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path)
      }
      if length == 0 { break }
      filled += length
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Writes at `offset` and returns when the bytes are on the disk.
  func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
    var written = 0
    while written < bytes.count {
      let length = bytes.withUnsafeBytes { buffer in
        pwrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
      }
      if length < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path)
      }
      written += length
    }
    while fsync(descriptor) != 0 {
      if errno != EINTR { throw Self.failure(path) }
    }
  }

  func truncate(to size: Int) { _ = ftruncate(descriptor, off_t(size)) }

  // MARK: Names

  static var processID: Int { Int(getpid()) }

  static func remove(_ path: String) { _ = unlink(path) }

  /// What is in the directory; nothing where there is none.
  static func names(in directory: String) throws(StoreError) -> [String] {
    guard let stream = opendir(directory) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure(directory)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { buffer in
        String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }

  /// Makes the directory and those above it, each for its owner only; narrows it when others may look in.
  static func makeDirectory(_ path: String) throws(StoreError) {
    if mkdir(path, 0o700) != 0 {
      switch errno {
      case EEXIST: break
      case ENOENT:
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw failure(path, ENOENT) }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
      default: throw failure(path)
      }
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw failure(path, ENOTDIR) }
  }

  /// Takes away what others may do in a directory.
  static func makePrivate(_ directory: String) throws(StoreError) {
    var status = stat()
    guard stat(directory, &status) == 0 else { throw failure(directory) }
    // Somebody else's directory would let them read or replace what is put there.
    guard status.st_uid == geteuid() || geteuid() == 0 else { throw StoreError.notPermitted(directory) }
    if status.st_mode & 0o077 != 0, chmod(directory, 0o700) != 0 { throw failure(directory) }
  }

  /// A new name is durable only when its directory is.
  private static func synchroniseDirectory(of path: String) throws(StoreError) {
    guard let slash = path.lastIndex(of: "/") else { return }
    let descriptor = open(String(path[..<slash]) + "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  static func failure(_ path: String, _ code: Int32 = errno) -> StoreError {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path)
    case EACCES, EPERM, EROFS: .notPermitted(path)
    default: .ioError(path, detail: String(cString: strerror(code)))
    }
  }
}
