/// The file of a secret key.
enum SecretFile {
  /// The key. An editor's line end is no part of it; anything else may be.
  static func bytes(_ path: String) throws -> [UInt8] {
    do {
      guard var bytes = try TextFile.bytes(path, limit: 1 << 20) else {
        throw CommandFailure.target(.secretFile(path, detail: "there is no such file"))
      }
      if bytes.last == 0x0a { bytes.removeLast() }
      if bytes.last == 0x0d { bytes.removeLast() }
      guard !bytes.isEmpty else { throw CommandFailure.target(.secretFileEmpty(path)) }
      return bytes
    } catch CommandFailure.unreadable(let path, let detail) {
      throw CommandFailure.target(.secretFile(path, detail: detail))
    }
  }
}
