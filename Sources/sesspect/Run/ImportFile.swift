#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lines of a file to import, numbered from 1, empty ones left out. May be walked more than once.
struct ImportFile: Sendable {
  private let path: String
  /// What came through a pipe, which can be read only once.
  private let held: [UInt8]?

  init(path: String) throws {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno)))
    }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    held = isFile ? nil : try TextFile.bytes(path, limit: 1 << 30) ?? []
  }

  func forEach(_ body: (Int, [UInt8]) async throws -> Void) async throws {
    var number = 0
    func hand(_ line: [UInt8]) async throws {
      number += 1
      if line.contains(where: { $0 != 0x20 && $0 != 0x0d }) { try await body(number, line) }
    }
    if let held {
      for line in held.split(separator: 0x0a, omittingEmptySubsequences: false) { try await hand(Array(line)) }
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno))) }
      if count == 0 { break }
      try Task.checkCancellation()
      var start = 0
      while let end = chunk[start..<count].firstIndex(of: 0x0a) {
        try await hand(line + chunk[start..<end])
        line = []
        start = end + 1
      }
      line += chunk[start..<count]
    }
    if !line.isEmpty { try await hand(line) }
  }
}
