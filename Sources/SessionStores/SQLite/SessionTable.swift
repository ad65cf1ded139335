import Crypto
import SessionCodecs
import SessionModel

/// A dialect laid over the table it was found in: which SQL reads a session, and what a row means.
struct SessionTable: Sendable {
  let dialect: Dialect
  let schema: TableSchema
  let codec: any PayloadCodec
  /// How long a session may be idle, for dialects whose table does not say.
  let lifetime: Duration

  init(
    _ dialect: Dialect, _ schema: TableSchema, secrets: [SecretKey], lifetime: Duration? = nil,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.dialect = dialect
    self.schema = schema
    codec = dialect.payload.codec(secrets, now)
    if case .idle(_, let defaultLifetime) = dialect.expiry {
      self.lifetime = lifetime ?? defaultLifetime
    } else {
      self.lifetime = .zero
    }
  }

  // MARK: SQL

  /// The table's name, quoted.
  var name: String { schema.name.quotedIdentifier }
  /// What tells rows apart and breaks ties: the row id, or the id where there is none.
  var locator: String { schema.rowID ?? id }
  var id: String { dialect.id.column.quotedIdentifier }
  var payload: String { dialect.payload.column.quotedIdentifier }
  var expiry: String { dialect.expiryColumn.column.quotedIdentifier }

  /// The columns `StoredRow` reads.
  var rowColumns: String {
    let user: String? = if case .column(let column) = dialect.user { column } else { nil }
    let optional = [dialect.seen?.column, dialect.created?.column, user, dialect.client]
    return ([locator, id, expiry] + optional.map { $0?.quotedIdentifier ?? "NULL" } + [payload]).joined(separator: ", ")
  }

  /// True for rows that are expired at `now`. `avoidingIndex` keeps SQLite from leaving the order it is asked to walk in.
  func isExpired(at now: Timestamp, avoidingIndex: Bool = false) -> SQLFragment {
    let column = (avoidingIndex ? "+" : "") + expiry
    return SQLFragment("\(column) <= ?" + (nullIsExpired ? " OR \(expiry) IS NULL" : ""), [expiryBound(at: now)])
  }

  func isActive(at now: Timestamp, avoidingIndex: Bool = false) -> SQLFragment {
    let column = (avoidingIndex ? "+" : "") + expiry
    let isNotNull = schema.column(dialect.expiryColumn.column).map { $0.primaryKey > 0 } ?? false
    return SQLFragment(
      "\(column) > ?" + (nullIsExpired || isNotNull ? "" : " OR \(expiry) IS NULL"), [expiryBound(at: now)])
  }

  /// Whether the framework takes a missing expiry for the past.
  var nullIsExpired: Bool {
    if case .at(_, let nullIsExpired) = dialect.expiry { nullIsExpired } else { false }
  }

  /// Rows whose expiry column holds this or less are expired at `now`.
  func expiryBound(at now: Timestamp) -> FieldValue {
    dialect.expiryColumn.kind.bound(now - lifetime)
  }

  /// When a row with this in its expiry column expires.
  func expires(_ value: FieldValue) -> Timestamp? {
    if value.isNull { return nullIsExpired ? Timestamp(milliseconds: 0) : nil }
    return dialect.expiryColumn.kind.timestamp(value).map { $0 + lifetime }
  }

  /// A session that expires at `time`, as the expiry column would hold it.
  func storedExpiry(_ time: Timestamp?) -> FieldValue {
    time.map { dialect.expiryColumn.kind.stored($0 - lifetime) } ?? .null
  }

  // MARK: Rows

  /// What a write is checked against: 16 hex digits of the SHA-256 of payload and expiry.
  func revision(payload: UnsafeBufferPointer<UInt8>, expiry: FieldValue) -> Revision {
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(payload))
    hash.update(data: [0] + expiry.bytes)
    var text = ""
    for byte in hash.finalize().prefix(8) {
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return Revision(text)
  }

  func revision(payload: FieldValue, expiry: FieldValue) -> Revision {
    payload.bytes.withUnsafeBufferPointer { revision(payload: $0, expiry: expiry) }
  }

  /// Who a session belongs to: by its column, or by the data.
  func user(column: FieldValue, data: Value?) -> String? {
    switch dialect.user {
    case .unknown: return nil
    case .column: return column.isNull ? nil : String(decoding: column.bytes, as: UTF8.self)
    case .paths(let paths):
      guard let data else { return nil }
      for path in paths {
        switch data[path] {
        case .string(let text)?: return text.string
        case .number(let number)?: return number.text
        default: continue
        }
      }
      return nil
    }
  }
}

extension Timestamp {
  /// The moment `duration` earlier, clamped.
  static func - (time: Timestamp, duration: Duration) -> Timestamp { time + (.zero - duration) }
}
