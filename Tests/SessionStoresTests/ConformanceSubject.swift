import CSQLite
import Foundation
import SessionCodecs
import SessionModel
import Synchronization
import Testing

@testable import SessionStores

/// A kind of store, and how to make one with known sessions in it.
struct ConformanceSubject: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable (_ isReadOnly: Bool) async throws -> any SessionStore
  var testDescription: String { name }

  static let now = Fixture.now
  static let count = 60
  static let secret = SecretKey("0123456789abcdef0123456789abcdef")

  /// Memory, and SQLite in every dialect with and without row ids.
  static let all: [ConformanceSubject] =
    [memory] + Dialects.all.map { sqlite($0, hasRowIDs: true) } + [sqlite(.sesspect, hasRowIDs: false)]

  private static let memory = ConformanceSubject(name: "memory") { isReadOnly in
    MemoryStore(
      samples.map {
        .init(
          id: SessionID($0.id), data: $0.data, user: $0.user, client: "192.0.2.\($0.number)", created: $0.created,
          seen: $0.seen, expires: $0.expires)
      }, readOnly: isReadOnly ? .asked : nil)
  }

  private static func sqlite(_ dialect: Dialect, hasRowIDs: Bool) -> ConformanceSubject {
    ConformanceSubject(name: dialect.name + (hasRowIDs ? "" : " without row ids")) { isReadOnly in
      let path = try TemporaryFolder().path + "/store.db"
      try Database.create(path, dialect, samples, hasRowIDs: hasRowIDs)
      return try await SQLiteStore.open(
        path: path, options: SQLiteOptions(isReadOnly: isReadOnly, secrets: [secret]), now: { now })
    }
  }

  // MARK: Sessions

  struct Sample: Sendable {
    var number: Int
    var id: String
    var data: Value
    var user: String
    var created: Timestamp
    var seen: Timestamp
    var expires: Timestamp
  }

  /// Made from numbers alone, so that each test knows them. Two in five are expired.
  static let samples: [Sample] = (1...count).map { number in
    var members: [Value.Member] = [
      .init("cookie", ["originalMaxAge": 86_400_000, "path": "/"]),
      .init("user_id", .number(Number(number % 7))),
      .init(
        "cart",
        [
          "items": [["sku": .string(Text("A-\(number)")), "qty": .number(Number(number % 4))]],
          "total": .number(Number(verbatim: "\(number).50")),
        ]),
      .init("note", .string(Text(number % 5 == 0 ? "Ärger mit Äpfeln" : "plain words \(number)"))),
    ]
    for extra in 0..<(number % 4) { members.append(.init(Text("extra\(extra)"), .null)) }
    let isExpired = number % 5 < 2
    // Whole seconds, the coarsest any dialect stores; some share a moment, so that ties are met.
    let minutes = Int64(number / 2)
    return Sample(
      number: number, id: id(number), data: .object(members), user: "\(number % 7)",
      created: Timestamp(milliseconds: now.milliseconds - (500 + minutes) * 60_000),
      seen: Timestamp(milliseconds: now.milliseconds - minutes * 60_000),
      expires: Timestamp(milliseconds: now.milliseconds + (isExpired ? -1 : 1) * (1 + minutes) * 60_000))
  }

  /// 40 letters and digits, which every dialect takes for an id. No two begin with the same six.
  static func id(_ number: Int) -> String {
    var state = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String(
      (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      })
  }
}

/// SQLite files for tests, made with nothing of the code under test but the dialect's own description.
enum Database {
  static func create(
    _ path: String, _ dialect: Dialect, _ samples: [ConformanceSubject.Sample], hasRowIDs: Bool = true
  ) throws {
    let connection = try RawDatabase(path)
    for sql in dialect.exampleSchema {
      let isTable = sql.hasPrefix("CREATE TABLE")
      try connection.run(isTable && !hasRowIDs ? sql + " WITHOUT ROWID" : sql)
    }
    let codec = dialect.payload.codec([ConformanceSubject.secret]) { ConformanceSubject.now }
    try connection.run("BEGIN")
    for sample in samples {
      let payload = try codec.encode(sample.data, replacing: [])
      var columns: [(String, FieldValue)] = [
        (dialect.id.column, FieldValue(dialect.id.prefix + sample.id)),
        (dialect.payload.column, dialect.payload.isBlob ? .blob(payload) : .text(payload)),
      ]
      if let created = dialect.created { columns.append((created.column, created.kind.stored(sample.created))) }
      if let seen = dialect.seen, seen.column != dialect.expiryColumn.column {
        columns.append((seen.column, seen.kind.stored(sample.seen)))
      }
      if case .idle(_, let lifetime) = dialect.expiry {
        columns.append((dialect.expiryColumn.column, dialect.expiryColumn.kind.stored(sample.expires - lifetime)))
      } else {
        columns.append((dialect.expiryColumn.column, dialect.expiryColumn.kind.stored(sample.expires)))
      }
      if case .column(let column) = dialect.user { columns.append((column, FieldValue(sample.user))) }
      if let client = dialect.client { columns.append((client, FieldValue("192.0.2.\(sample.number)"))) }
      try connection.insert(into: dialect.tables[0], columns)
    }
    try connection.run("COMMIT")
  }
}

/// SQLite without any of the code under test.
final class RawDatabase {
  struct Failure: Error { var message: String }
  private var handle: OpaquePointer?

  init(_ path: String) throws {
    guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(message: "cannot open \(path)") }
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit { sqlite3_close_v2(handle) }

  func run(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)) + ": " + sql)
    }
  }

  func insert(into table: String, _ columns: [(String, FieldValue)]) throws {
    let names = columns.map { "\"\($0.0)\"" }.joined(separator: ", ")
    var statement: OpaquePointer?
    let sql = "INSERT INTO \"\(table)\" (\(names)) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw Failure(message: sql) }
    defer { sqlite3_finalize(statement) }
    for (index, column) in columns.enumerated() { bind(statement, Int32(index + 1), column.1) }
    guard sqlite3_step(statement) == SQLITE_DONE else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)) + ": " + sql)
    }
  }

  private func bind(_ statement: OpaquePointer?, _ index: Int32, _ value: FieldValue) {
    let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
    case .real(let real): sqlite3_bind_double(statement, index, real)
    case .text(let bytes):
      sqlite3_bind_text(statement, index, String(decoding: bytes, as: UTF8.self), Int32(bytes.count), copy)
    case .blob(let bytes):
      bytes.withUnsafeBytes { _ = sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copy) }
    }
  }

  /// Every row as `typeof:quote` of each column, in row order.
  func dump(_ table: String, order: String = "1") throws -> [[String]] {
    var rows: [[String]] = []
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, "SELECT * FROM \"\(table)\" ORDER BY \(order)", -1, &statement, nil) == SQLITE_OK
    else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
    defer { sqlite3_finalize(statement) }
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          let type = sqlite3_column_type(statement, column)
          let count = Int(sqlite3_column_bytes(statement, column))
          let bytes = sqlite3_column_blob(statement, column).map { UnsafeRawBufferPointer(start: $0, count: count) }
          return "\(type):"
            + (type == SQLITE_BLOB
              ? Base64.encode(bytes.map(Array.init) ?? [])
              : String(decoding: bytes ?? .init(start: nil, count: 0), as: UTF8.self))
        })
    }
    return rows
  }

  func text(_ sql: String) throws -> String? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw Failure(message: sql) }
    defer { sqlite3_finalize(statement) }
    guard sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) else { return nil }
    return String(cString: text)
  }
}

/// Keeps what is recorded.
final class RecordingJournal: WriteJournal {
  private let recorded = Mutex<[Restoration]>([])
  /// Thrown instead of recording.
  let failure: StoreError?

  init(failure: StoreError? = nil) { self.failure = failure }

  func record(_ restorations: [Restoration]) throws(StoreError) {
    if let failure { throw failure }
    recorded.withLock { $0 += restorations }
  }

  var restorations: [Restoration] { recorded.withLock { $0 } }
  /// What takes everything back, newest first.
  var undo: WritePlan { WritePlan(.restore(restorations.reversed()), on: .sessions([])) }
}
