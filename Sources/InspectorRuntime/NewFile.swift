#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file could not be written.
struct FileFailure: Error, Equatable {
  var path: String
  var errno: Int32
}

/// Writes a file that did not exist, readable by its owner alone: what is on the screen may be secret.
func writeNewFile(_ text: String, to path: String) throws(FileFailure) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  guard descriptor >= 0, let file = fdopen(descriptor, "w") else { throw FileFailure(path: path, errno: errno) }
  let bytes = Array(text.utf8)
  let written = fwrite(bytes, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else { throw FileFailure(path: path, errno: errno) }
}
