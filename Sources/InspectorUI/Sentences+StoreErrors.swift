import SessionModel

extension Sentences {
  /// Why the store did not do what was asked, and what to try.
  static func text(_ error: StoreError) -> String {
    switch error {
    case .noSuchFile(let path): return "There is no file \(path)."
    case .isDirectory(let path): return "\(path) is a folder."
    case .notADatabase(let path): return "\(path) is no database."
    case .corrupt(let path, let detail): return "\(path) is damaged: \(detail)."
    case .notPermitted(let path): return "\(path) may not be read by this user."
    case .readOnlyFolder(let path): return "The folder of \(path) cannot be written, which a WAL database needs."
    case .noSessionTable(let path, _): return "No table of \(path) looks like sessions. --table names one."
    case .ambiguous(let path, let candidates):
      let names = candidates.prefix(3).map { "\($0.table) (\($0.dialect))" }.joined(separator: ", ")
      return "\(path) has more than one: \(names). --table chooses."
    case .unknownDialect(let name, _): return "There is no dialect \(name). sesspect stores lists them."
    case .noSuchTable(let name, _): return "There is no table \(name)."
    case .dialectMismatch(let dialect, let table, let missing):
      return "\(table) is not a table of \(dialect): \(missing.joined(separator: ", ")) is missing."
    case .noSuchSession(let id): return "\(id.shortened) is gone."
    case .ambiguousID(let prefix, let matches): return "\(prefix) begins \(matches) ids. Type more of it."
    case .exists(let id): return "\(id.shortened) exists already."
    case .conflict(let conflict):
      return conflict.current == nil
        ? "\(conflict.id.shortened) is already gone."
        : "\(conflict.id.shortened) was changed by someone else meanwhile; look again, then repeat it."
    case .editRefused(_, let obstacle): return text(obstacle)
    case .changeRefused(_, let failure): return text(failure)
    case .readOnly(let reason): return text(reason)
    case .locked(let waited): return "Another process kept the store locked for \(waited.compactText). Try again."
    case .diskFull(let path): return "The disk of \(path) is full; nothing was changed."
    case .ioError(let path, let detail): return "\(path): \(detail)."
    case .unsupported(let operation): return "This target does not allow to \(operation.rawValue)."
    case .cancelled: return "Stopped."
    case .unreachable(let target, let detail): return "\(target) does not answer: \(detail)."
    case .tokenRefused(let target): return "\(target) does not know this token; it may have been restarted."
    case .lockedOut: return "The server refuses every token for a minute: too many wrong ones were tried."
    case .refused(_, "failed", let detail): return "The app could not do it: \(detail)."
    case .refused(_, _, let detail): return "The server refused it: \(detail)."
    case .cookieTooLarge(let id):
      return "The cookie of \(id.shortened) would be over 4096 bytes, which browsers drop; nothing was changed."
    case .browserWasTold(let id):
      return "The browser was told to drop the cookie of \(id.shortened), so it cannot be brought back."
    case .masked(let id): return "The server hides secrets of \(id.shortened), so they cannot be put back."
    }
  }

  static func text(_ failure: ChangeFailure) -> String {
    switch failure.reason {
    case .missing: "\(failure.path) is not there."
    case .exists: "\(failure.path) is there already."
    case .differs: "\(failure.path) has another value by now."
    case .wrongContainer(let kind): "\(failure.path) does not fit: there is \(article(kind))."
    case .duplicateKey: "\(failure.path) is there twice, so it cannot be told which is meant."
    case .rootNotObject: "A session can only be an object."
    }
  }
}
