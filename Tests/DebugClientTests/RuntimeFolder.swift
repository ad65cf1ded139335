import DebugProtocol
import Foundation
import SessionModel

@testable import DebugClient

/// A folder as running apps have one for their sockets and discovery files, under a short path.
struct RuntimeFolder {
  let path = NSTemporaryDirectory() + "sd" + UUID().uuidString.prefix(8)
  var directory: DiscoveryDirectory { DiscoveryDirectory(path) }

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  func write(_ discovery: Discovery, as name: String, mode: Int = 0o600) throws {
    let file = "\(path)/\(name).json"
    try Data(JSONWriter.bytes(discovery.json)).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name).json") }
}
