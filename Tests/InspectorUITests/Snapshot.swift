#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

/// Compares a frame with a text file: the glyphs, then one letter per role. `RECORD=1 swift test` rewrites the files.
func expectSnapshot(
  _ name: String, _ state: State, _ size: Size, at location: SourceLocation = #_sourceLocation, file: String = #filePath
) {
  let frame = view(state, size: size)
  let text = frame.text() + "\n" + String(repeating: "=", count: size.columns) + "\n" + frame.roles() + "\n"
  let folder = file.split(separator: "/").dropLast().joined(separator: "/")
  let path = "/\(folder)/Snapshots/\(name).\(size.columns)x\(size.rows).txt"
  if getenv("RECORD") != nil {
    #expect(write(text, to: path), "could not write \(path)", sourceLocation: location)
    return
  }
  guard let recorded = read(path) else {
    Issue.record("there is no \(path); RECORD=1 makes it", sourceLocation: location)
    return
  }
  #expect(text == recorded, "\(path) differs; the screen is\n\(text)", sourceLocation: location)
}

private func read(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    guard count > 0 else { break }
    bytes += buffer[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func write(_ text: String, to path: String) -> Bool {
  guard let file = fopen(path, "w") else { return false }
  defer { fclose(file) }
  let bytes = Array(text.utf8)
  return fwrite(bytes, 1, bytes.count, file) == bytes.count
}
