import SessionModel
import SessionStores

/// The session stores of a folder: SQLite files in which a known framework's sessions are recognised.
enum LocalStores {
  static func find(in folder: String) async throws -> [String] {
    var found: [String] = []
    for name in FileCheck.databases(in: folder) {
      let path = folder == "." ? name : folder + "/" + name
      do throws(StoreError) {
        let store = try await SQLiteStore.open(path: path, options: .init(isReadOnly: true), now: { Environment.now })
        await store.close()
        found.append(path)
      } catch {
        // One that holds them more than once is still one to offer; any other database is somebody else's.
        if case .ambiguous = error { found.append(path) }
      }
    }
    return found
  }
}
