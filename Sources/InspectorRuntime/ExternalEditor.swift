#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens a text in the operator's own editor: `$VISUAL`, else `$EDITOR`, else `vi`.
///
/// The text lies in a file of mode 0600 inside a directory of mode 0700 that is removed afterwards, whatever happens.
struct ExternalEditor {
  enum Outcome: Equatable {
    case unchanged
    case edited(String)
    case failed(Failure)
  }

  enum Failure: Error, Equatable {
    case notFound(String)
    case exit(String, status: Int32)
    case file(errno: Int32)
    case notUTF8
  }

  /// The editor as an argument vector; a setting such as `code --wait` is split at spaces, no shell sees it.
  let command: [String]

  init(environment: [String: String]) {
    let setting = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
    command = setting.split(separator: " ").map(String.init)
  }

  /// Runs the editor on `text` and reads what it left. The terminal must be given back to the shell's modes before.
  func edit(_ text: String, suffix: String = ".json", temporaryDirectory: String) -> Outcome {
    var template = Array((temporaryDirectory + "/sesspect.XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { return .failed(.file(errno: errno)) }
    let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let path = directory + "/session" + suffix
    defer {
      removeLeftovers(in: directory)
      rmdir(directory)
    }
    guard write(text, to: path) else { return .failed(.file(errno: errno)) }
    do throws(ChildProcess.Failure) {
      let status = try ChildProcess.run(command + [path], streams: .inherited)
      guard status == 0 else { return .failed(.exit(command[0], status: status)) }
    } catch {
      return .failed(.notFound(command[0]))
    }
    guard let bytes = read(path) else { return .failed(.file(errno: errno)) }
    guard let edited = String(validating: bytes, as: UTF8.self) else { return .failed(.notUTF8) }
    // Editors end the file with a line feed of their own.
    return edited == text || edited == text + "\n" ? .unchanged : .edited(edited)
  }

  private func write(_ text: String, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else { return false }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && written == bytes.count
  }

  private func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return ferror(file) == 0 ? bytes : nil
  }

  /// Removes the file and whatever the editor put beside it (swap and backup files hold the session's data too).
  private func removeLeftovers(in directory: String) {
    guard let stream = opendir(directory) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink(directory + "/" + name) }
    }
  }
}
