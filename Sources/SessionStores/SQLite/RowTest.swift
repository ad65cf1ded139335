import SessionCodecs
import SessionModel

/// Decides whether a row belongs to a query, on the row's bytes where they lie.
///
/// Made for one thread; it keeps a buffer between rows.
struct RowTest {
  private let table: SessionTable
  private let now: Timestamp
  private let filter: CompiledFilter?
  /// The filter's `@user=` by path, to pass over rows without decoding them.
  private let userHints: [CompiledFilter]
  private let activeOnly: Bool
  private let expiryBound: FieldValue
  private let needs: Needs
  // Copies of what each row asks for: reaching into the dialect a million times costs more than the comparisons.
  private let codec: any PayloadCodec
  private let isPlainJSON: Bool
  private let nullIsExpired: Bool
  private let hasUserColumn: Bool
  private let hasClientColumn: Bool
  private let seenKind: StoredTime?
  private let createdKind: StoredTime?
  private var buffer: [UInt8] = []

  private struct Needs {
    var expires = false, seen = false, created = false, decodedUser = false
  }

  init(_ query: Query, in table: SessionTable, at now: Timestamp) {
    self.table = table
    self.now = now
    filter = query.filter.map(CompiledFilter.init)
    activeOnly = query.activeOnly
    expiryBound = table.expiryBound(at: now)
    codec = table.codec
    isPlainJSON = table.codec.isPlainJSON
    nullIsExpired = table.nullIsExpired
    if case .column = table.dialect.user { hasUserColumn = true } else { hasUserColumn = false }
    hasClientColumn = table.dialect.client != nil
    seenKind = table.dialect.seen?.kind
    createdKind = table.dialect.created?.kind
    var needs = Needs()
    var hints: [CompiledFilter] = []
    for term in query.filter?.terms ?? [] {
      switch term.test {
      case .expired, .active, .ttl: needs.expires = true
      case .idle: needs.seen = true
      case .age: needs.created = true
      case .user(let users):
        guard case .paths(let paths) = table.dialect.user else { continue }
        needs.decodedUser = true
        if !term.negated {
          hints = paths.map { CompiledFilter(Filter(text: "", terms: [.init(test: .path($0, .equal, users))])) }
        }
      default: break
      }
    }
    self.needs = needs
    userHints = hints
  }

  /// Asks about the current row of a statement that reads `SessionTable.rowColumns` from column `first` on.
  mutating func matches(_ statement: SQLiteStatement, from first: Int32) -> Bool {
    if activeOnly, isExpired(statement, first) { return false }
    guard let filter else { return true }
    let payload = statement.bytes(first + 7)
    var decoded: Value?
    var userText: String?
    if needs.decodedUser {
      let hints = userHints
      if !hints.isEmpty,
        withJSON(of: payload, { json in hints.allSatisfy { $0.matchesData(json: json) == false } }) == true
      {
        return false
      }
      let value = codec.decode(Array(payload)).value
      userText = table.user(column: .null, data: value)
      decoded = value
    }
    let verdict = withRow(statement, first, user: userText, size: payload.count) { filter.matchesRow($0, at: now) }
    switch verdict {
    case .matches: return true
    case .fails: return false
    case .undecided(let pending):
      if let decoded { return filter.matchesData(decoded, pending) }
      if let answer = withJSON(of: payload, { filter.matchesData(json: $0, pending) }) ?? nil { return answer }
      return filter.matchesData(codec.decode(Array(payload)).value, pending)
    }
  }

  /// Whether the current row is expired, by the value its framework compares.
  func isExpired(_ statement: SQLiteStatement, _ first: Int32) -> Bool {
    switch expiryBound {
    case .text(let bound) where statement.isText(first + 2):
      let expiry = statement.bytes(first + 2)
      return !bound.withUnsafeBufferPointer { $0.precedes(expiry) }
    case .integer(let bound) where statement.isNumber(first + 2): return statement.real(first + 2) <= Double(bound)
    case .real(let bound) where statement.isNumber(first + 2): return statement.real(first + 2) <= bound
    default:
      let expiry = statement.value(first + 2)
      return expiry.isNull ? nullIsExpired : !expiryBound.precedes(expiry)
    }
  }

  /// Hands out the JSON inside a payload: in place, or unwrapped into the buffer. Nil where there is none.
  private mutating func withJSON<Result>(
    of payload: UnsafeBufferPointer<UInt8>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    if isPlainJSON { return body(UnsafeRawBufferPointer(payload)) }
    buffer.removeAll(keepingCapacity: true)
    guard codec.appendJSON(of: payload, to: &buffer) else { return nil }
    return buffer.withUnsafeBytes(body)
  }

  private func withRow<Result>(
    _ statement: SQLiteStatement, _ first: Int32, user: String?, size: Int, _ body: (FilterRow) -> Result
  ) -> Result {
    func present(_ column: Int32) -> UnsafeRawBufferPointer? {
      statement.isNull(column) ? nil : UnsafeRawBufferPointer(statement.bytes(column))
    }
    var row = FilterRow(
      id: UnsafeRawBufferPointer(statement.bytes(first + 1)), user: hasUserColumn ? present(first + 5) : nil,
      client: hasClientColumn ? present(first + 6) : nil,
      created: needs.created ? createdKind?.timestamp(statement.value(first + 4)) : nil,
      seen: needs.seen ? seenKind?.timestamp(statement.value(first + 3)) : nil,
      expires: needs.expires ? table.expires(statement.value(first + 2)) : nil, size: size)
    guard var user else { return body(row) }
    return user.withUTF8 {
      row.user = UnsafeRawBufferPointer($0)
      return body(row)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Byte-wise order, a prefix first.
  fileprivate func precedes(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = Swift.min(self.count, other.count)
    for index in 0..<count where self[index] != other[index] { return self[index] < other[index] }
    return self.count < other.count
  }
}
