import CSQLite
import SessionModel

/// A result code of SQLite with its message (https://www.sqlite.org/rescode.html).
struct SQLiteError: Error, Sendable {
  /// The extended code.
  var code: Int32
  var message: String

  var primary: Int32 { code & 0xff }
  var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }

  /// What it means to whoever asked. `waited` is how long a lock was waited for.
  func storeError(path: String, waited: Duration = .zero) -> StoreError {
    let detail = "\(message) (SQLite \(code))"
    switch primary {
    case SQLITE_NOTADB: return .notADatabase(path)
    case SQLITE_CORRUPT: return .corrupt(path, detail: detail)
    case SQLITE_BUSY, SQLITE_LOCKED: return .locked(waited: waited)
    case SQLITE_FULL: return .diskFull(path)
    case SQLITE_PERM, SQLITE_AUTH: return .notPermitted(path)
    case SQLITE_INTERRUPT: return .cancelled
    case SQLITE_READONLY:
      // 1032 is SQLITE_READONLY_DBMOVED: the file was renamed or removed under the handle.
      return code == SQLITE_READONLY | (4 << 8) ? .unreachable(path, detail: detail) : .readOnly(.filePermissions)
    case SQLITE_CANTOPEN: return FileStatus(path: path) == nil ? .noSuchFile(path) : .notPermitted(path)
    default: return .ioError(path, detail: detail)
    }
  }
}
