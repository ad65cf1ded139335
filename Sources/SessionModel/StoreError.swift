/// Why a store could not do what was asked. Facts only: the sentences are made where people read them.
public enum StoreError: Error, Sendable, Hashable {
  // Opening
  case noSuchFile(String)
  case isDirectory(String)
  case notADatabase(String)
  case corrupt(String, detail: String)
  case notPermitted(String)
  /// A WAL database in a folder that cannot be written, without its `-shm` file.
  case readOnlyFolder(String)
  /// No table looks like sessions; the tables there are.
  case noSessionTable(String, tables: [String])
  /// More than one table or dialect fits.
  case ambiguous(String, [Candidate])
  case unknownDialect(String, known: [String])
  case noSuchTable(String, tables: [String])
  /// The named table has not the columns of the named dialect.
  case dialectMismatch(dialect: String, table: String, missing: [String])

  // Reading and writing
  case noSuchSession(SessionID)
  case ambiguousID(prefix: String, matches: Int)
  /// The id is taken already.
  case exists(SessionID)
  case conflict(Conflict)
  case editRefused(SessionID, EditObstacle)
  case changeRefused(SessionID, ChangeFailure)
  /// Opened read-only, by the operator's wish or the file's permissions.
  case readOnly(ReadOnlyReason)
  /// Another process held the lock all this time.
  case locked(waited: Duration)
  case diskFull(String)
  case ioError(String, detail: String)
  case unsupported(Operation)
  case cancelled
  /// The target went away.
  case unreachable(String, detail: String)
  /// The server does not know the token that was sent.
  case tokenRefused(String)
  /// The server refuses every token for a while, because somebody tried too many wrong ones.
  case lockedOut(String)
  /// The server did not do it, for a reason of its own in the protocol's words: `masked-placeholder`.
  case refused(String, code: String, detail: String)
  /// The edited cookie would be larger than browsers keep.
  case cookieTooLarge(SessionID)
  /// The browser was told to drop the session's cookie already, so it cannot be brought back.
  case browserWasTold(SessionID)
  /// What would have to be put back is masked by the server.
  case masked(SessionID)

  public struct Candidate: Sendable, Hashable {
    public var table: String
    public var dialect: String
    public init(table: String, dialect: String) {
      self.table = table
      self.dialect = dialect
    }
  }
  public enum Operation: String, Sendable, Hashable { case edit, delete, clear, create, restore, sort, watch }
  public enum ReadOnlyReason: Sendable, Hashable { case asked, filePermissions, snapshot, target }
}
