import SessionModel

extension ErrorMessages {
  /// What to say of a store's error.
  static func describe(_ error: StoreError) -> Complaint {
    switch error {
    case .noSuchFile(let path): Complaint(.notFound, "no_such_file", "There is no file \(quoted(path)).")
    case .isDirectory(let path):
      Complaint(
        .notFound, "is_directory", "\(quoted(path)) is a folder, not a session store.",
        hint: "Name the database file in it: sesspect \(plain(path))/db.sqlite3")
    case .notADatabase(let path):
      Complaint(
        .failed, "not_a_database", "\(quoted(path)) is not a SQLite database.",
        hint: "'sesspect --help' lists what can be opened.")
    case .corrupt(let path, let detail):
      Complaint(
        .failed, "corrupt", "\(quoted(path)) is damaged: \(plain(detail)).",
        hint: "Nothing was changed. 'sqlite3 FILE \"pragma integrity_check\"' says more about a database.")
    case .notPermitted(let path):
      Complaint(
        .refused, "not_permitted", "The permissions of \(quoted(path)) do not allow this.",
        hint: "Run as the user the app runs as.")
    case .readOnlyFolder(let path):
      Complaint(
        .refused, "read_only_folder",
        "\(quoted(path)) is in WAL mode and its folder cannot be written, so it cannot be read safely.",
        hint: "Run as the user the app runs as, or copy the file with its -wal to a folder of your own.")
    case .noSessionTable(let path, let tables):
      Complaint(
        .failed, "no_session_table", "No table of \(quoted(path)) looks like sessions.",
        hint: tables.isEmpty
          ? "It has no tables at all."
          : "Its tables: \(list(tables)). Name one with --table and its framework with --dialect; "
            + "'sesspect stores' lists the dialects.")
    case .ambiguous(let path, let candidates):
      Complaint(
        .usage, "ambiguous_store", "More than one table of \(quoted(path)) may hold the sessions.",
        hint: "Choose one:\n"
          + candidates.map { "  --table \(plain($0.table)) --dialect \(plain($0.dialect))" }.joined(separator: "\n"))
    case .unknownDialect(let name, let known):
      Complaint(.usage, "unknown_dialect", "There is no dialect \(quoted(name)).", hint: "There are: \(list(known)).")
    case .noSuchTable(let name, let tables):
      Complaint(.notFound, "no_such_table", "There is no table \(quoted(name)).", hint: "There are: \(list(tables)).")
    case .dialectMismatch(let dialect, let table, let missing):
      Complaint(
        .failed, "dialect_mismatch",
        "Table \(quoted(table)) is not as \(plain(dialect)) makes it: it has no column \(list(missing)).",
        hint: "'sesspect stores' lists the dialects and the columns they need.")
    case .noSuchSession(let id):
      Complaint(
        .notFound, "no_such_session", "There is no session \(quoted(id.shortened)).",
        hint: "It may have ended. 'sesspect list TARGET --all' also lists the expired ones.")
    case .ambiguousID(let prefix, let matches):
      Complaint(
        .usage, "ambiguous_id", "\(matches) sessions begin with \(quoted(prefix)).",
        hint: "Give more characters of the ID.")
    case .exists(let id):
      Complaint(
        .conflict, "exists", "There is a session \(quoted(id.shortened)) already.",
        hint: "--replace puts the imported one in its place.")
    case .conflict(let conflict):
      Complaint(
        .conflict, "conflict",
        conflict.current == nil
          ? "Session \(conflict.id.shortened) is gone; nothing was written."
          : "Session \(conflict.id.shortened) was changed meanwhile; nothing was written.",
        hint: conflict.current == nil ? nil : "Look at it again with 'sesspect show', then repeat the change.")
    case .editRefused(let id, let obstacle): describe(obstacle, of: "Session \(id.shortened)")
    case .changeRefused(let id, let failure): describe(failure, of: "session \(id.shortened)")
    case .readOnly(let reason): readOnly(reason)
    case .locked(let waited):
      Complaint(
        .failed, "locked",
        "Another process held the database's lock for \(waited.compactText); nothing more was written.",
        hint: "Try again, or wait longer with --timeout 30s.")
    case .diskFull(let path):
      Complaint(
        .failed, "disk_full", "The disk is full, or a quota is used up: \(quoted(path)) could not be written.",
        hint: "Nothing is changed before its undo record is on the disk. Make room and try again.")
    case .ioError(let path, let detail):
      Complaint(.failed, "io_error", "\(quoted(path)) could not be read or written: \(plain(detail)).")
    case .unsupported(let operation):
      Complaint(
        .refused, "unsupported", "This target does not allow to \(verb(operation)).",
        hint: "'sesspect stores' says what each kind allows.")
    case .cancelled: Complaint(.interrupted, "interrupted", "Interrupted.")
    case .unreachable(let target, let detail):
      Complaint(
        .unreachable, "unreachable", "\(quoted(target)) cannot be reached: \(plain(detail)).",
        hint: "Is the app running, and is this its address?")
    case .tokenRefused(let target):
      Complaint(
        .refused, "token_refused", "\(quoted(target)) does not know the token.",
        hint: "Every start of the app makes new ones, in the file beside its socket. SESSPECT_TOKEN and --token-file "
          + "win over that file.")
    case .lockedOut(let target):
      Complaint(
        .refused, "locked_out", "\(quoted(target)) refuses every token for a minute: too many wrong ones were tried.",
        hint: "Try again in a minute.")
    case .refused(let target, "failed", let detail):
      Complaint(
        .failed, "failed", "\(quoted(target)) could not do it: \(plain(detail)).",
        hint: "Nothing was changed. The app itself, or where it keeps its sessions, has a problem.")
    case .refused(let target, let code, let detail):
      Complaint(
        .failed, code.replacing("-", with: "_"), "\(quoted(target)) refused it: \(plain(detail)).",
        hint: "Nothing was changed.")
    case .cookieTooLarge(let id):
      Complaint(
        .refused, "cookie_too_large",
        "The cookie of session \(id.shortened) would be over 4096 bytes, which browsers drop; nothing was changed.",
        hint: "Remove something from the session first.")
    case .browserWasTold(let id):
      Complaint(
        .conflict, "already_cleared",
        "Session \(id.shortened) cannot be brought back: its browser was told to drop the cookie.",
        hint: "Signed-cookie sessions live in the browser. Undo works until its next request.")
    case .masked(let id):
      Complaint(
        .refused, "masked", "The server hides secrets of session \(id.shortened), so they cannot be put back.",
        hint: "The app has to allow revealing them.")
    }
  }

  private static func verb(_ operation: StoreError.Operation) -> String {
    switch operation {
    case .edit: "edit sessions"
    case .delete: "delete sessions"
    case .clear: "clear sessions"
    case .create: "create sessions"
    case .restore: "put sessions back"
    case .sort: "sort like this"
    case .watch: "watch for changes"
    }
  }

  private static func readOnly(_ reason: StoreError.ReadOnlyReason) -> Complaint {
    switch reason {
    case .asked:
      Complaint(.refused, "read_only", "The target was opened read-only, as --read-only or the configuration says.")
    case .filePermissions:
      Complaint(
        .refused, "read_only", "The file's permissions do not allow writing.",
        hint: "Run as the user the app runs as.")
    case .snapshot:
      Complaint(
        .refused, "read_only", "Only a snapshot could be opened, for the folder cannot be written.",
        hint: "Run as the user the app runs as.")
    case .target: Complaint(.refused, "read_only", "The target itself allows only reading.")
    }
  }

  /// Why a session cannot be edited.
  static func describe(_ obstacle: EditObstacle, of subject: String) -> Complaint {
    switch obstacle {
    case .needsSecret:
      Complaint(
        .refused, "needs_secret", "\(subject) is signed or encrypted: changing it needs the app's secret key.",
        hint: "Give it with --secret-file FILE or --secret-env NAME. Deleting works without.")
    case .wrongSecret:
      Complaint(
        .refused, "wrong_secret", "The given secret key does not fit \(lowered(subject)); nothing was written.",
        hint: "It must be the key the app signs with now, byte for byte.")
    case .readOnlyCodec(let codec):
      Complaint(
        .refused, "read_only_codec", "\(subject) is stored as \(plain(codec)), which can be read and not written.",
        hint: "Deleting works.")
    case .undecodable(let detail):
      Complaint(
        .refused, "undecodable", "\(subject) cannot be read: \(plain(detail)).",
        hint: "'sesspect show TARGET ID --raw > FILE' saves it as it is stored. Deleting works.")
    case .duplicateKeys:
      Complaint(.refused, "duplicate_keys", "\(subject) has one key twice, so a path does not name one value.")
    case .opaque(let type):
      Complaint(.refused, "opaque_value", "\(subject) holds a \(plain(type)), which cannot be written back.")
    case .notSupported: Complaint(.refused, "not_supported", "\(subject) cannot be edited in this kind of store.")
    }
  }

  private static func lowered(_ subject: String) -> String {
    subject.hasPrefix("The ") || subject.hasPrefix("Session ")
      ? subject.prefix(1).lowercased() + subject.dropFirst() : subject
  }

  /// Why a change does not fit.
  static func describe(_ failure: ChangeFailure, of subject: String) -> Complaint {
    let path = quoted(failure.path.description)
    switch failure.reason {
    case .missing:
      return Complaint(
        .notFound, "no_such_path", "There is nothing at \(path) in \(subject).",
        hint: "'sesspect show TARGET ID' lists what there is; --create makes a new key.")
    case .exists: return Complaint(.conflict, "path_exists", "There is something at \(path) in \(subject) already.")
    case .differs:
      return Complaint(
        .conflict, "conflict", "The value at \(path) in \(subject) was changed meanwhile; nothing was written.",
        hint: "Look at it again with 'sesspect show', then repeat the change.")
    case .wrongContainer(let kind):
      return Complaint(
        .usage, "wrong_container", "\(path) does not fit \(subject): it meets \(article(kind)) on the way.",
        hint: "Keys go into objects, [numbers] into arrays.")
    case .duplicateKey: return Complaint(.refused, "duplicate_keys", "A key on the way to \(path) is there twice.")
    case .rootNotObject: return Complaint(.usage, "root_not_object", "A session can be replaced only by an object.")
    }
  }

  static func article(_ kind: Value.Kind) -> String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .int: "a whole number"
    case .float: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .date: "a date"
    case .array: "an array"
    case .object: "an object"
    case .opaque: "an opaque value"
    }
  }
}
