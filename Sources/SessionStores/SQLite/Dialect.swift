import SessionCodecs
import SessionModel

/// How one framework lays out its sessions in a table: which columns mean what, how the payload is encoded, when a
/// session counts as expired. Mostly data; one file per framework in `Dialects/`.
public struct Dialect: Sendable {
  /// As it is named on the command line: `django`.
  public var name: String
  /// What writes such tables: `Django, SESSION_ENGINE "db"`.
  public var framework: String
  /// The table's name where the app did not choose another.
  public var tables: [String]
  /// Columns every such table has.
  public var required: [String]
  /// Columns that tell it is something else.
  public var forbidden: [String] = []
  public var id: IDColumn
  public var payload: PayloadColumn
  public var expiry: Expiry
  public var user: User = .unknown
  /// Column with the browser's address.
  public var client: String?
  public var seen: TimeColumn?
  public var created: TimeColumn?
  /// True when every save makes a new row (`INSERT OR REPLACE`), so that row order is the order of last activity.
  public var rowOrderIsActivity = false
  /// Top-level keys that stay when a session is cleared, because the framework cannot do without them.
  public var keptOnClear: [Text] = []
  /// Top-level keys the framework relies on: worth a warning before they are edited.
  public var protectedKeys: [Text] = []
  /// What can be done to such a store from outside.
  public var operations: Set<StoreError.Operation> = [.edit, .delete, .clear, .create, .restore, .watch]
  /// Facts an operator should know.
  public var notes: [String] = []
  /// SQL that makes such a table, as the framework does.
  public var exampleSchema: [String]

  public struct IDColumn: Sendable {
    public var column: String
    /// What such an id looks like, without the prefix.
    public var shape: Shape
    /// What the column has in front of the cookie's value.
    public var prefix = ""
    /// The part of a cookie's value that is the id: Express signs its cookies as `s:<id>.<signature>`.
    public var cookie: Cookie = .plain
    public enum Cookie: Sendable { case plain, expressSigned }

    /// Which characters, how many.
    public struct Shape: Sendable {
      public var characters: Set<UInt8>
      public var count: ClosedRange<Int>

      public init(_ characters: String, _ count: ClosedRange<Int>) {
        self.characters = Set(characters.utf8)
        self.count = count
      }

      public func matches(_ text: some Collection<UInt8>) -> Bool {
        count.contains(text.count) && text.allSatisfy(characters.contains)
      }

      static let digits = "0123456789"
      static let lowercase = "abcdefghijklmnopqrstuvwxyz"
      static let uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    }
  }

  public struct PayloadColumn: Sendable {
    public var column: String
    /// True when new payloads are stored as BLOB.
    public var isBlob = false
    /// True for bytes such a payload can be.
    public var looksRight: @Sendable ([UInt8]) -> Bool
    /// The codec, given the app's secret keys and a clock for signatures that carry their time.
    public var codec: @Sendable (_ secrets: [SecretKey], _ now: @escaping @Sendable () -> Timestamp) -> any PayloadCodec
    /// True when writing needs a secret key.
    public var isSigned = false
  }

  public struct TimeColumn: Sendable {
    public var column: String
    public var kind: StoredTime
  }

  public enum Expiry: Sendable {
    /// Expired once this moment has come. `nullIsExpired`: the framework takes a missing moment for the past.
    case at(TimeColumn, nullIsExpired: Bool = false)
    /// Expired when idle for the app's session lifetime, which the table does not say.
    case idle(since: TimeColumn, defaultLifetime: Duration)
  }

  public enum User: Sendable {
    case unknown
    case column(String)
    /// The first of these paths in the data that holds text or a number.
    case paths([Path])
  }

  /// The column the expiry is told from.
  var expiryColumn: TimeColumn {
    switch expiry {
    case .at(let column, _): column
    case .idle(let column, _): column
    }
  }
}

extension Dialect: CustomStringConvertible {
  public var description: String { name }
}

extension Path {
  /// A path of plain keys: `Path(keys: "user", "id")`.
  init(keys: String...) { self.init(keys.map { .key(Text($0)) }) }
}
