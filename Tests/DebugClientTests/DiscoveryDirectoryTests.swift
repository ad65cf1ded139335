import DebugProtocol
import Foundation
import SessionModel
import Testing

@testable import DebugClient

@Suite("Finding running endpoints")
struct DiscoveryDirectoryTests {
  private let folder: RuntimeFolder
  private var path: String { folder.path }
  private var directory: DiscoveryDirectory { folder.directory }

  init() throws { folder = try RuntimeFolder() }

  private func write(_ name: String, pid: Int, mode: Int = 0o600, started: Int64 = 0) throws {
    let discovery = Discovery(
      address: .socket("\(path)/\(name).sock"), readToken: "ro", writeToken: "rw", pid: pid, parent: 1, app: name,
      instance: "i", started: Timestamp(milliseconds: started), cookie: nil)
    try folder.write(discovery, as: name, mode: mode)
  }

  private var own: Int { Int(ProcessInfo.processInfo.processIdentifier) }

  @Test("The newest come first; no folder holds none")
  func order() throws {
    try write("old", pid: own, started: 1)
    try write("new", pid: own, started: 2)
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path + "/other.json"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + "/other.json")
    #expect(try directory.endpoints().map(\.app) == ["new", "old"])
    #expect(try DiscoveryDirectory(path + "/none").endpoints().isEmpty)
  }

  @Test("What a dead process left is removed, and nothing else")
  func stale() throws {
    let gone = Process()
    gone.executableURL = URL(fileURLWithPath: "/bin/true")
    try gone.run()
    gone.waitUntilExit()
    try write("dead", pid: Int(gone.processIdentifier))
    try write("live", pid: own)
    try Data().write(to: URL(fileURLWithPath: path + "/dead.sock"))
    #expect(try directory.endpoints().map(\.app) == ["live"])
    // A file that is no socket is not this program's to remove.
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["dead.sock", "live.json"])
  }

  @Test("A folder or a file that others could have written is refused")
  func unsafe() throws {
    try write("fine", pid: own)
    try write("open", pid: own, mode: 0o644)
    var refused: [DiscoveryDirectory.Problem] = []
    #expect(try directory.endpoints { refused.append($0) }.map(\.app) == ["fine"])
    #expect(refused == [.openToOthers(path + "/open.json", mode: 0o644)])
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
    #expect(throws: DiscoveryDirectory.Problem.openToOthers(path, mode: 0o750)) { try directory.endpoints() }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    let link = path + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(throws: DiscoveryDirectory.Problem.notADirectory(link)) { try DiscoveryDirectory(link).endpoints() }
  }
}
