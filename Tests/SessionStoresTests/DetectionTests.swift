import Foundation
import SessionModel
import Testing

@testable import SessionStores

@Suite("Telling session tables from others")
struct DetectionTests {
  private func database(_ statements: [String]) throws -> String {
    let path = try TemporaryFolder().path + "/other.db"
    let database = try RawDatabase(path)
    for sql in statements { try database.run(sql) }
    return path
  }

  private func open(_ path: String, _ options: SQLiteOptions = SQLiteOptions()) async throws -> SQLiteStore {
    try await SQLiteStore.open(path: path, options: options, now: { Fixture.now })
  }

  /// Tables that look like sessions by their name or columns, and are none.
  static let decoys: [(name: String, sql: [String])] = [
    (
      "Telethon",
      [
        "CREATE TABLE sessions (dc_id integer primary key, server_address text, port integer, auth_key blob, takeout_id integer)",
        "INSERT INTO sessions VALUES (2,'149.154.167.51',443,x'00112233',NULL)",
      ]
    ),
    (
      "Jupyter",
      [
        "CREATE TABLE session (session_id, path, name, type, kernel_id)",
        "INSERT INTO session VALUES ('5f1c6e0e-8d34-4a3b-a11b-3f1f6a9d9a3b','a.ipynb','a','notebook','k')",
      ]
    ),
    (
      "a chat",
      [
        "CREATE TABLE sessions (id INTEGER PRIMARY KEY, session_id TEXT UNIQUE, data BLOB, expiry DATETIME)",
        "INSERT INTO sessions VALUES (1,'room 5','{\"topic\":\"tea\"}','2026-11-23 10:00:00')",
        "INSERT INTO sessions VALUES (2,'room 6','{\"topic\":\"milk\"}','2026-11-23 10:00:00')",
      ]
    ),
    (
      "analytics",
      [
        "CREATE TABLE sessions (sid TEXT PRIMARY KEY, sess TEXT, expired INTEGER)",
        "INSERT INTO sessions VALUES ('a81bc81b-dead-4e5d-abff-90865d1e13b1','{\"pages\":3}',1795469119)",
      ]
    ),
    (
      "OAuth tokens",
      [
        "CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id INTEGER, ip_address TEXT, user_agent TEXT, payload TEXT, last_activity INTEGER)",
        "INSERT INTO sessions VALUES ('tok_1',1,'192.0.2.1','curl','eyJhbGciOiJIUzI1NiJ9.e30.abc',1795382368)",
      ]
    ),
    (
      "a key-value table",
      [
        "CREATE TABLE django_session (session_key TEXT PRIMARY KEY, session_data TEXT, expire_date TEXT)",
        "INSERT INTO django_session VALUES ('theme','dark','never')",
      ]
    ),
    (
      "a conference",
      [
        "CREATE TABLE sessions (id INTEGER PRIMARY KEY, title TEXT, speaker TEXT, starts TEXT, room TEXT)",
        "INSERT INTO sessions VALUES (1,'Swift','Ada','2026-11-23 10:00:00','A')",
      ]
    ),
    (
      "training sessions",
      [
        "CREATE TABLE sesspect_sessions (id TEXT PRIMARY KEY, data TEXT, created INTEGER, seen INTEGER, expires INTEGER, user TEXT, client TEXT)",
        "INSERT INTO sesspect_sessions VALUES ('monday','legs',1,2,3,'ada','gym')",
      ]
    ),
    (
      "sessions of another time unit",
      [
        "CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)",
        "INSERT INTO sessions VALUES ('ZkPA5_IrJWpW_GMFE3t8OmZcZPSlC6Ie','2026-11-23 10:00:00','{\"cookie\":{\"path\":\"/\"}}')",
      ]
    ),
  ]

  @Test("A table that only looks like sessions is not taken for them", arguments: decoys.indices)
  func decoy(index: Int) async throws {
    let decoy = Self.decoys[index]
    let path = try database(decoy.sql)
    let error = await #expect(throws: StoreError.self, "\(decoy.name)") { try await open(path) }
    guard case .noSessionTable? = error else {
      Issue.record("\(decoy.name): \(String(describing: error))")
      return
    }
  }

  @Test("The session table is found among others, under any name")
  func anyName() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let database = try RawDatabase(path)
    try database.run("ALTER TABLE sessions RENAME TO visitors")
    for sql in Self.decoys[0].sql { try database.run(sql) }
    let store = try await open(path)
    #expect(store.info.dialect == "connect-sqlite3" && store.info.location == "visitors")
    await store.close()
  }

  @Test(
    "An empty table is told by its columns, with a warning; one with rows is preferred",
    arguments: Dialects.all.map(\.name))
  func empty(name: String) async throws {
    let dialect = try #require(Dialects.named(name))
    let path = try TemporaryFolder().path + "/empty.db"
    try Database.create(path, dialect, [])
    let store = try await open(path)
    #expect(store.info.dialect == name)
    #expect(store.info.warnings.contains(.unsure))
    let page = try await store.page(Query(), from: .first, limit: 10, at: Fixture.now) { _, _ in }
    #expect(page.rows.isEmpty && !page.hasMoreAfter && !page.hasMoreBefore)
    #expect(
      try await store.count(Query(), at: Fixture.now) { _ in } == Count(matched: 0, active: 0, expired: 0, total: 0))
    await store.close()
  }

  @Test("Two tables of sessions are ambiguous until one is named")
  func ambiguous() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let database = try RawDatabase(path)
    try database.run("CREATE TABLE admin_sessions (sid PRIMARY KEY, expired, sess)")
    try database.run("INSERT INTO admin_sessions SELECT * FROM sessions")
    try database.run("ALTER TABLE sessions RENAME TO shop_sessions")
    let error = await #expect(throws: StoreError.self) { try await open(path) }
    #expect(
      error
        == .ambiguous(
          path,
          [
            .init(table: "admin_sessions", dialect: "connect-sqlite3"),
            .init(table: "shop_sessions", dialect: "connect-sqlite3"),
          ]))
    let store = try await open(path, SQLiteOptions(table: "shop_sessions"))
    #expect(store.info.location == "shop_sessions")
    await store.close()
  }

  @Test("What the operator names is checked")
  func named() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    await #expect(throws: StoreError.unknownDialect("rails", known: Dialects.all.map(\.name))) {
      try await open(path, SQLiteOptions(dialect: "rails"))
    }
    await #expect(throws: StoreError.noSuchTable("visits", tables: ["sessions"])) {
      try await open(path, SQLiteOptions(table: "visits"))
    }
    await #expect(
      throws: StoreError.dialectMismatch(
        dialect: "django", table: "sessions", missing: ["session_key", "session_data", "expire_date"])
    ) {
      try await open(path, SQLiteOptions(dialect: "django", table: "sessions"))
    }
    let store = try await open(path, SQLiteOptions(dialect: "connect-sqlite3"))
    #expect(store.info.warnings.isEmpty)
    await store.close()
  }

  @Test("A name with quotes and a column called rowid do no harm")
  func names() async throws {
    let path = try TemporaryFolder().path + "/odd ?#%.db"
    let database = try RawDatabase(path)
    try database.run("CREATE TABLE \"se\"\"ss;--\" (sid PRIMARY KEY, expired, sess, rowid TEXT)")
    for sample in ConformanceSubject.samples.prefix(5) {
      try database.insert(
        into: "se\"\"ss;--",
        [
          ("sid", FieldValue(sample.id)), ("expired", .real(Double(sample.expires.milliseconds))),
          ("sess", FieldValue(JSONWriter.string(sample.data))), ("rowid", FieldValue("x")),
        ])
    }
    let store = try await open(path)
    let page = try await store.page(Query(includesExpired: true), from: .first, limit: 10, at: Fixture.now) { _, _ in }
    #expect(page.rows.count == 5)
    let journal = RecordingJournal()
    let id = page.rows[2].session.id
    _ = try await store.write(WritePlan(.delete, on: .sessions([.init(id)])), at: Fixture.now, journal: journal) { _ in
    }
    let undo = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(undo.count == 1)
    #expect(
      try await store.page(Query(includesExpired: true), from: .first, limit: 10, at: Fixture.now) { _, _ in } == page)
    await store.close()
  }
}
