import SessionCodecs
import SessionModel

/// How to open a SQLite session store; everything not said is found out.
public struct SQLiteOptions: Sendable {
  /// The framework's dialect by name, instead of telling it from the tables.
  public var dialect: String?
  /// The table, where it has an unusual name or there are several.
  public var table: String?
  /// Refuse every write, enforced by the handle.
  public var isReadOnly: Bool
  /// The app's secret keys, for payloads that are signed or encrypted; the first one signs.
  public var secrets: [SecretKey]
  /// How long a session may be idle, where only the app's configuration says (Laravel's `SESSION_LIFETIME`).
  public var lifetime: Duration?
  /// How long to wait for another process's lock before failing with `.locked`.
  public var lockTimeout: Duration
  /// Called about every 200 ms while a lock is waited for, with the time waited so far.
  public var onLockWait: (@Sendable (Duration) -> Void)?

  public init(
    dialect: String? = nil, table: String? = nil, isReadOnly: Bool = false, secrets: [SecretKey] = [],
    lifetime: Duration? = nil, lockTimeout: Duration = .seconds(5), onLockWait: (@Sendable (Duration) -> Void)? = nil
  ) {
    self.dialect = dialect
    self.table = table
    self.isReadOnly = isReadOnly
    self.secrets = secrets
    self.lifetime = lifetime
    self.lockTimeout = lockTimeout
    self.onLockWait = onLockWait
  }
}
