import SessionModel
import Synchronization

/// Where every write leaves what it is about to overwrite, so that it can be taken back, also after a restart.
///
/// A directory of its own (0700) with one file (0600) per operation, NDJSON: a header line, one line per session with
/// its stored fields before and after, and `{"end":n}` when the operation came to its end. A batch is on the disk before
/// the store changes a row of it. A file without its end (the program was killed) is used all the same: what was
/// recorded and never written is found to be as it was, and left alone.
///
/// ```swift
/// let journal = UndoJournal(directory: UndoJournal.directory(environment: environment))
/// let operation = try journal.begin(.init(at: now, target: path, dialect: "django", location: "django_session",
///                                         verb: "delete", summary: "deleted 2 sessions"))
/// let receipt = try await store.write(plan, at: now, journal: operation) { _ in }
/// try operation.finish()
/// ```
///
/// Several processes may use one journal at once.
public struct UndoJournal: Sendable {
  /// The first line of a file: what was done, and to what.
  public struct Header: Sendable, Hashable {
    /// When it began.
    public var at: Timestamp
    /// The target as another run finds it again: an absolute path, a URL without a password.
    public var target: String
    public var dialect: String
    public var location: String
    /// The command's name: `delete`, `set`, `undo`.
    public var verb: String
    /// One line for people: `deleted 2 sessions`. It holds no whole session ID and no value.
    public var summary: String
    /// The operation this one takes back.
    public var undoes: EntryID?
    /// The operation this one makes again.
    public var redoes: EntryID?

    public init(
      at: Timestamp, target: String, dialect: String, location: String, verb: String, summary: String,
      undoes: EntryID? = nil, redoes: EntryID? = nil
    ) {
      self.at = at
      self.target = target
      self.dialect = dialect
      self.location = location
      self.verb = verb
      self.summary = summary
      self.undoes = undoes
      self.redoes = redoes
    }
  }

  /// What is kept: the newest operations up to a number and a size, some of them whatever their size.
  public struct Limits: Sendable, Hashable {
    public var operations: Int
    /// Bytes of all files together.
    public var bytes: Int
    /// Kept even when they are larger than `bytes`.
    public var alwaysKept: Int

    public init(operations: Int, bytes: Int, alwaysKept: Int) {
      self.operations = operations
      self.bytes = bytes
      self.alwaysKept = alwaysKept
    }

    /// The newest 200 operations and at most 2 GiB, but never fewer than 20 operations.
    public static let standard = Limits(operations: 200, bytes: 2 << 30, alwaysKept: 20)
  }

  public let directory: String
  public let limits: Limits

  /// A journal in `directory`, which is made when something is first recorded.
  public init(directory: String, limits: Limits = .standard) {
    self.directory = directory
    self.limits = limits
  }

  /// `$XDG_STATE_HOME/sesspect/undo`, or `~/.local/state/sesspect/undo` where that is not set (XDG Base Directory
  /// Specification 0.8: a relative path counts as not set). Nil without a home directory.
  public static func directory(environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/sesspect/undo" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/state/sesspect/undo"
  }

  /// Begins an operation. Its file appears with the first batch, so one that changes nothing leaves nothing.
  public func begin(_ header: Header) -> Operation { Operation(journal: self, header: header) }

  func path(of id: EntryID) -> String { directory + "/" + id.fileName }

  /// Makes a new file, named so that it sorts after every other one even when the clock was set back.
  func create(at time: Timestamp) throws(StoreError) -> (EntryID, JournalFile) {
    try JournalFile.makeDirectory(directory)
    try JournalFile.makePrivate(directory)
    let newest = try ids().first
    var milliseconds = time.milliseconds
    if let newest, newest.milliseconds >= milliseconds { milliseconds = newest.milliseconds + 1 }
    while true {
      let id = EntryID(milliseconds: milliseconds, process: JournalFile.processID, number: Self.nextNumber())
      if let file = try JournalFile.create(path(of: id)) { return (id, file) }
    }
  }

  /// The operations there are, newest first.
  func ids() throws(StoreError) -> [EntryID] {
    try JournalFile.names(in: directory).compactMap(EntryID.init(fileName:)).sorted(by: >)
  }

  private static let counter = Mutex(0)
  private static func nextNumber() -> Int {
    counter.withLock { number in
      number += 1
      return number
    }
  }
}
