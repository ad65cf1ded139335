import Foundation
import SessionModel

@testable import SessionStores

/// The sample stores in `Tests/Fixtures`, copied so that a test may write to them.
enum Fixture {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// The moment the samples were made for.
  static let now = Timestamp(parsing: "2026-11-22T23:30:00Z") ?? Timestamp(milliseconds: 0)

  /// A copy in a folder of its own.
  static func copy(_ name: String) throws -> String {
    let path = try TemporaryFolder().path + "/" + name
    try FileManager.default.copyItem(atPath: folder.appending(path: name).path, toPath: path)
    return path
  }

  static func store(_ name: String, _ options: SQLiteOptions = SQLiteOptions()) async throws -> SQLiteStore {
    try await SQLiteStore.open(path: try copy(name), options: options, now: { now })
  }
}

/// A new folder in the one for temporary files, which `Tests/run` removes.
struct TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sesspect-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}
