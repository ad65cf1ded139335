import SessionModel

/// How a database file may be opened so that nothing is changed and nothing is left behind.
///
/// A read-only handle on a WAL database creates `-shm` and `-wal` in the folder and cannot remove them again, so where
/// the folder is ours to write, a read-write handle with `PRAGMA query_only` is used: it refuses writes just the same
/// and cleans up when it closes.
struct SQLiteAccess: Sendable, Hashable {
  enum Mode: Sendable, Hashable {
    /// Read-write handle that refuses writes.
    case queryOnly
    /// `mode=ro`.
    case readOnly
    /// `immutable=1`: no locks, no `-shm`; what is in a `-wal` or written meanwhile is not seen.
    case snapshot
    /// Read-write.
    case writing
  }

  var path: String
  /// The mode for reading.
  var mode: Mode
  /// nil when a second handle may write.
  var readOnly: StoreError.ReadOnlyReason?
  var usesWAL: Bool

  /// Looks at the file and its folder; throws when there is no database to open.
  static func decide(path: String, readOnlyAsked: Bool) throws(StoreError) -> SQLiteAccess {
    guard let status = FileStatus(path: path) else {
      throw FileStatus.exists(FileStatus.folder(of: path)) && FileStatus.isReadable(FileStatus.folder(of: path))
        ? .noSuchFile(path) : FileStatus.exists(FileStatus.folder(of: path)) ? .notPermitted(path) : .noSuchFile(path)
    }
    if status.isDirectory { throw .isDirectory(path) }
    guard FileStatus.isReadable(path), let head = FileStatus.head(of: path, count: 100) else {
      throw .notPermitted(path)
    }
    // https://www.sqlite.org/fileformat2.html §1.3; an empty file is an empty database.
    guard head.isEmpty || head.starts(with: Array("SQLite format 3\0".utf8)) else { throw .notADatabase(path) }
    guard head.isEmpty || head.count == 100 else { throw .corrupt(path, detail: "the header is cut off") }
    let usesWAL = head.count == 100 && (head[18] == 2 || head[19] == 2)
    let isWritable = FileStatus.isWritable(path)
    let isFolderWritable = FileStatus.isWritable(FileStatus.folder(of: path))

    var reason: StoreError.ReadOnlyReason? =
      readOnlyAsked ? .asked : isWritable && isFolderWritable ? nil : .filePermissions
    let mode: Mode
    if usesWAL {
      if isWritable, isFolderWritable {
        mode = .queryOnly
      } else if FileStatus.isReadable(path + "-shm"), FileStatus.exists(path + "-wal") {
        mode = .readOnly
      } else {
        mode = .snapshot
        if !readOnlyAsked { reason = .snapshot }
      }
    } else if isWritable, isFolderWritable, !readOnlyAsked || FileStatus.exists(path + "-journal") {
      // A journal left by a crash has to be rolled back by whoever reads next.
      mode = .queryOnly
    } else {
      mode = .readOnly
    }
    return SQLiteAccess(path: path, mode: mode, readOnly: reason, usesWAL: usesWAL)
  }
}
