import Foundation
import SessionCodecs
import SessionModel
import Testing

@testable import SessionStores

@Suite("Edits leave everything else as it was")
struct ExactnessTests {
  /// Everything a JSON payload can hold that a careless writer damages.
  static let hard = """
    {"cookie":{"originalMaxAge":86400000,"expires":"2026-11-23T21:25:19.272Z","httpOnly":true,"path":"/"},"z":1.0,"a":9007199254740993,\
    "m":1e-7,"big":12345678901234567890123,"lone":"\\ud800","esc":"\\u00e9\\/","":"empty key","é":"e\\u0301","neg":-0,"note":"old"}
    """

  private func store(_ payload: String, _ dialect: Dialect = .connectSQLite3) async throws -> (SQLiteStore, String) {
    let path = try TemporaryFolder().path + "/exact.db"
    let database = try RawDatabase(path)
    for sql in dialect.exampleSchema { try database.run(sql) }
    for sample in ConformanceSubject.samples.prefix(3) {
      try database.insert(
        into: "sessions",
        [
          ("sid", FieldValue(sample.id)), ("expired", .real(Double(sample.expires.milliseconds) + 0.5)),
          ("sess", FieldValue(sample.number == 2 ? payload : JSONWriter.string(sample.data))),
        ])
    }
    return (try await SQLiteStore.open(path: path, now: { Fixture.now }), path)
  }

  private var id: SessionID { SessionID(ConformanceSubject.id(2)) }

  private func edit(_ store: SQLiteStore, _ change: Change, _ journal: RecordingJournal = RecordingJournal())
    async throws
  {
    _ = try await store.write(WritePlan(.edit([change]), on: .sessions([.init(id)])), at: Fixture.now, journal: journal)
    { _ in }
  }

  @Test("Key order, numbers, escapes, lone surrogates and the row's other columns survive")
  func json() async throws {
    let (store, path) = try await store(Self.hard)
    let before = try RawDatabase(path).dump("sessions", order: "rowid")
    try await edit(store, Change(Path(keys: "note"), .replace(old: "old", new: "new")))
    var expected = before
    expected[1][2] = expected[1][2].replacingOccurrences(of: "\"old\"", with: "\"new\"")
    #expect(try RawDatabase(path).dump("sessions", order: "rowid") == expected)
    #expect(
      try RawDatabase(path).text("SELECT typeof(expired) || typeof(sess) FROM sessions WHERE rowid = 2") == "realtext")
    await store.close()
  }

  @Test("A payload stored as BLOB stays a BLOB")
  func storageClass() async throws {
    let (store, path) = try await store(Self.hard)
    try RawDatabase(path).run("UPDATE sessions SET sess = CAST(sess AS BLOB) WHERE rowid = 2")
    try await edit(store, Change(Path(keys: "note"), .replace(old: "old", new: "new")))
    #expect(try RawDatabase(path).text("SELECT typeof(sess) FROM sessions WHERE rowid = 2") == "blob")
    await store.close()
  }

  @Test("Deep and very large values are carried over", arguments: ["deep", "large"])
  func extremes(kind: String) async throws {
    let value =
      kind == "deep"
      ? String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
      : "\"" + String(repeating: "x", count: 5_000_000) + "\""
    let (store, path) = try await store("{\"cookie\":{\"path\":\"/\"},\"v\":\(value),\"n\":1}")
    let journal = RecordingJournal()
    try await edit(store, Change(Path(keys: "n"), .replace(old: 1, new: 2)), journal)
    #expect(
      try RawDatabase(path).text("SELECT sess FROM sessions WHERE rowid = 2")
        == "{\"cookie\":{\"path\":\"/\"},\"v\":\(value),\"n\":2}")
    _ = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(
      try RawDatabase(path).text("SELECT sess FROM sessions WHERE rowid = 2")
        == "{\"cookie\":{\"path\":\"/\"},\"v\":\(value),\"n\":1}")
    await store.close()
  }

  @Test("Duplicate keys and broken payloads are shown and not edited; deleting them can be undone")
  func unreadable() async throws {
    for payload in ["{\"cookie\":{},\"a\":1,\"a\":2}", "{\"cookie\":{", "", "\u{0}\u{1}"] {
      let (store, path) = try await store(payload)
      let before = try RawDatabase(path).dump("sessions", order: "rowid")
      let content = try await store.content(of: id)
      #expect(content.editObstacle != nil)
      await #expect(throws: StoreError.self) {
        try await edit(store, Change(Path(keys: "b"), .add(1, position: nil)))
      }
      #expect(try RawDatabase(path).dump("sessions", order: "rowid") == before)
      let journal = RecordingJournal()
      _ = try await store.write(WritePlan(.delete, on: .sessions([.init(id)])), at: Fixture.now, journal: journal) {
        _ in
      }
      _ = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
      #expect(try RawDatabase(path).dump("sessions", order: "rowid") == before, "row ids and storage classes too")
      await store.close()
    }
  }

  @Test("A restored row whose row id was taken meanwhile gets another")
  func rowIDTaken() async throws {
    let (store, path) = try await store(Self.hard)
    let journal = RecordingJournal()
    _ = try await store.write(WritePlan(.delete, on: .sessions([.init(id)])), at: Fixture.now, journal: journal) { _ in
    }
    try RawDatabase(path).run(
      "INSERT INTO sessions (rowid, sid, expired, sess) VALUES (2, 'other-session-0123456789', 1.5, '{}')")
    let undo = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(undo.count == 1 && undo.conflicts.isEmpty)
    #expect(try RawDatabase(path).text("SELECT sess FROM sessions WHERE sid = '\(id.text)'") == Self.hard)
    #expect(try RawDatabase(path).text("SELECT count(*) FROM sessions") == "4")
    await store.close()
  }
}
