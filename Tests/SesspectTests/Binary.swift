import Foundation
import SessionModel
import Testing

/// The built program, run as a process of its own.
struct Binary {
  struct Result {
    var code: Int32
    var out: String
    var err: String
    var json: Value? { try? JSONReader.read(out.trimmingCharacters(in: .newlines)) }
    var errorJSON: Value? { try? JSONReader.read(err.trimmingCharacters(in: .newlines)) }
    /// The lines of the output.
    var lines: [String] { out.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) }
  }

  /// Beside the test program.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["SESSPECT"] { return path }
    #if os(Linux)
      let tests =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    #else
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath ?? CommandLine.arguments[0]
    #endif
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("sesspect").path
  }()

  /// A folder of its own for configuration, journal and databases.
  let home: String

  init() throws {
    home = NSTemporaryDirectory() + "sesspect-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: home) }

  /// A copy of a sample store.
  func fixture(_ name: String, file: String = #filePath) throws -> String {
    let source = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
    let copy = home + "/" + name
    try FileManager.default.copyItem(atPath: source, toPath: copy)
    return copy
  }

  func write(_ text: String, to name: String) throws -> String {
    let path = home + "/" + name
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  var environment: [String: String] {
    [
      "HOME": home, "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config", "TERM": "xterm-256color",
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    ]
  }

  @discardableResult
  func callAsFunction(_ arguments: String..., environment extra: [String: String] = [:]) throws -> Result {
    try run(Self.path, arguments, extra)
  }

  /// A line for the shell, in which `$SESSPECT` is the program.
  func shell(_ line: String) throws -> Result {
    try run("/bin/bash", ["-o", "pipefail", "-c", line], ["SESSPECT": Self.path])
  }

  private func run(_ program: String, _ arguments: [String], _ extra: [String: String]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment.merging(extra) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: home)
    let out = home + "/.out-" + UUID().uuidString
    let err = home + "/.err-" + UUID().uuidString
    // Files, not pipes: whatever the program writes, it never waits for the test.
    for path in [out, err] { try Data().write(to: URL(fileURLWithPath: path)) }
    defer { for path in [out, err] { try? FileManager.default.removeItem(atPath: path) } }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: err))
    try process.run()
    process.waitUntilExit()
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return Result(code: process.terminationStatus, out: try text(out), err: try text(err))
  }
}

/// Runs `body` with the program in a home of its own.
func withBinary(_ body: (Binary) throws -> Void) throws {
  let binary = try Binary()
  defer { binary.remove() }
  try body(binary)
}

extension Value {
  subscript(key: String) -> Value? { self[Path(key: Text(key))] }
  var string: String? { if case .string(let text) = self { text.string } else { nil } }
  var int: Int? { if case .number(let number) = self { Int(number.text) } else { nil } }
  var elements: [Value] { if case .array(let elements) = self { elements } else { [] } }
}
