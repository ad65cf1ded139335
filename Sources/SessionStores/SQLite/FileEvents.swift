#if canImport(Glibc)
  import Glibc
#endif
import SessionModel

#if canImport(Glibc)
  /// inotify on a database: on the file and its `-wal` for writes, on the folder for files that come and go (a
  /// rollback journal does with each commit). Other files in the folder wake nobody by being written to.
  final class FileEvents {
    let descriptor: Int32
    private let path: String

    /// Nil where the system has no watch left to give.
    init?(path: String) {
      self.path = path
      descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
      guard descriptor >= 0 else { return nil }
      let comings = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
      guard inotify_add_watch(descriptor, FileStatus.folder(of: path), UInt32(comings)) >= 0 else {
        close(descriptor)
        return nil
      }
      watchFiles()
    }

    deinit { close(descriptor) }

    /// Takes what has been told, and follows files that were made anew.
    func drain() {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while read(descriptor, &buffer, buffer.count) > 0 {}
      watchFiles()
    }

    /// Adding a watch that exists changes nothing; a file made anew gets one of its own.
    private func watchFiles() {
      for file in [path, path + "-wal"] {
        _ = inotify_add_watch(descriptor, file, UInt32(IN_MODIFY))
      }
    }
  }
#else
  /// No inotify here: the watcher asks now and then.
  final class FileEvents {
    let descriptor: Int32 = -1
    init?(path: String) { return nil }
    func drain() {}
  }
#endif
