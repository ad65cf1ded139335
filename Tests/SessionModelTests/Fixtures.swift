import FoundationEssentials
import SessionModel

/// The sample data in Tests/Fixtures.
enum Fixtures {
  struct Missing: Error { var name: String }

  static func json(_ name: String) throws -> Value {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures").appending(path: name)
    guard let data = FileManager.default.contents(atPath: file.path) else { throw Missing(name: name) }
    return try JSONReader.read(Array(data))
  }
}
