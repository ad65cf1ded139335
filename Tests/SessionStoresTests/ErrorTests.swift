import Foundation
import SessionModel
import Testing

@testable import SessionStores

@Suite("What goes wrong with a SQLite file")
struct ErrorTests {
  private func open(_ path: String, _ options: SQLiteOptions = SQLiteOptions()) async throws -> SQLiteStore {
    try await SQLiteStore.open(path: path, options: options, now: { Fixture.now })
  }

  private func opening(_ path: String) async -> StoreError? {
    do throws(StoreError) {
      try await SQLiteStore.open(path: path, now: { Fixture.now }).close()
      return nil
    } catch {
      return error
    }
  }

  @Test("Paths without a database say what is there instead")
  func paths() async throws {
    let folder = try TemporaryFolder().path
    #expect(await opening(folder) == .isDirectory(folder))
    #expect(await opening(folder + "/none.db") == .noSuchFile(folder + "/none.db"))
    #expect(await opening(folder + "/none/none.db") == .noSuchFile(folder + "/none/none.db"))
    let text = folder + "/notes.txt"
    try "These are notes, long enough to be a header. ".write(toFile: text, atomically: true, encoding: .utf8)
    #expect(await opening(text) == .notADatabase(text))
    let empty = folder + "/empty.db"
    _ = FileManager.default.createFile(atPath: empty, contents: Data())
    #expect(await opening(empty) == .noSessionTable(empty, tables: []))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["empty.db", "notes.txt"])
  }

  @Test("A damaged file is corrupt, wherever it was cut", arguments: [50, 100, 4096, 20_000])
  func damaged(size: Int) async throws {
    let path = try Fixture.copy("django.sqlite3")
    let whole = try Data(contentsOf: URL(filePath: path))
    try whole.prefix(size).write(to: URL(filePath: path))
    do throws(StoreError) {
      let store = try await SQLiteStore.open(path: path, now: { Fixture.now })
      // Cut behind the pages opening reads: it shows with the first page that is missing.
      _ = try await store.page(Query(includesExpired: true), from: .first, limit: 100, at: Fixture.now) { _, _ in }
      Issue.record("read a file cut at \(size)")
    } catch {
      guard case .corrupt(path, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("A file that others have locked is waited for, visibly, then given up")
  func locked() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let waits = Waits()
    let store = try await open(path, SQLiteOptions(lockTimeout: .milliseconds(700), onLockWait: { waits.add($0) }))
    let id = try await store.page(Query(includesExpired: true), from: .first, limit: 1, at: Fixture.now) { _, _ in }
      .rows[0].session.id
    let app = try RawDatabase(path)
    try app.run("BEGIN EXCLUSIVE")
    for attempt in 0..<2 {
      do throws(StoreError) {
        if attempt == 0 {
          _ = try await store.content(of: id)
        } else {
          _ = try await store.write(
            WritePlan(.delete, on: .sessions([.init(id)])), at: Fixture.now, journal: RecordingJournal()
          ) { _ in }
        }
        Issue.record("not locked")
      } catch {
        guard case .locked(let waited) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(waited >= .milliseconds(700) && waited < .seconds(5))
      }
    }
    #expect(waits.count >= 4)
    try app.run("COMMIT")
    _ = try await store.content(of: id)
    _ = try await store.write(
      WritePlan(.delete, on: .sessions([.init(id)])), at: Fixture.now, journal: RecordingJournal()
    ) { _ in }
    await store.close()
  }

  @Test("A full disk undoes the write and leaves the store as it was")
  func full() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let store = try await open(path)
    let page = try await store.page(Query(includesExpired: true), from: .first, limit: 100, at: Fixture.now) { _, _ in }
    let before = try RawDatabase(path).dump("sessions")
    try await store.writer.limitPages()
    let big = Change(Path(keys: "big"), .add(.string(Text(String(repeating: "x", count: 500_000))), position: nil))
    let journal = RecordingJournal()
    await #expect(throws: StoreError.diskFull(path)) {
      try await store.write(
        WritePlan(.edit([big]), on: .sessions([.init(page.rows[0].session.id)])), at: Fixture.now, journal: journal
      ) { _ in }
    }
    #expect(try RawDatabase(path).dump("sessions") == before)
    #expect(try RawDatabase(path).text("PRAGMA integrity_check") == "ok")
    // The journal knows of a change that was not made: undoing it does nothing and is no conflict.
    let undo = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(undo.count == 1 && undo.conflicts.isEmpty)
    #expect(try RawDatabase(path).dump("sessions") == before)
    await store.close()
  }

  @Test("A file that goes is unreachable; one that comes in its place is read")
  func replaced() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let store = try await open(path)
    let page = try await store.page(Query(includesExpired: true), from: .first, limit: 100, at: Fixture.now) { _, _ in }
    try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
    await #expect(throws: StoreError.unreachable(path, detail: "the file is gone")) {
      try await store.content(of: page.rows[0].session.id)
    }
    await #expect(throws: StoreError.unreachable(path, detail: "the file is gone")) {
      try await store.write(
        WritePlan(.delete, on: .sessions([.init(page.rows[0].session.id)])), at: Fixture.now,
        journal: RecordingJournal()
      ) { _ in }
    }
    try FileManager.default.copyItem(atPath: path + ".old", toPath: path)
    try RawDatabase(path).run("DELETE FROM sessions WHERE sid = '\(page.rows[0].session.id.text)'")
    await #expect(throws: StoreError.noSuchSession(page.rows[0].session.id)) {
      try await store.content(of: page.rows[0].session.id)
    }
    await store.close()
  }

  @Test("A WAL database in a folder nobody may write is shown as it was, and says so")
  func snapshot() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    try RawDatabase(path).run("PRAGMA journal_mode=WAL")
    // Root may write anywhere, so the decision is put to the test, not the file's mode.
    let access = SQLiteAccess(path: path, mode: .snapshot, readOnly: .snapshot, usesWAL: true)
    let connection = try SQLiteConnection(path: path, mode: access.mode)
    #expect(try connection.first("SELECT count(*) FROM sessions", [], { $0.integer(0) }) == 11)
    #expect(throws: StoreError.readOnly(.filePermissions)) { try connection.execute("DELETE FROM sessions") }
    connection.close()
    let files = try FileManager.default.contentsOfDirectory(atPath: FileStatus.folder(of: path))
    #expect(files == ["connect_sqlite3.sqlite"])
  }

  @Test("Reading leaves nothing behind and changes no byte", arguments: ["DELETE", "WAL"], [false, true])
  func clean(journal: String, isReadOnly: Bool) async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    try RawDatabase(path).run("PRAGMA journal_mode=\(journal)")
    let before = try Data(contentsOf: URL(filePath: path))
    let store = try await open(path, SQLiteOptions(isReadOnly: isReadOnly))
    _ = try await store.page(Query(filter: try Filter(parsing: "user")), from: .first, limit: 10, at: Fixture.now) {
      _, _ in
    }
    _ = try await store.count(Query(), at: Fixture.now) { _ in }
    await store.close()
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: FileStatus.folder(of: path)) == ["connect_sqlite3.sqlite"])
  }

  @Test("A cancelled search ends at once")
  func cancelled() async throws {
    let path = try TemporaryFolder().path + "/big.db"
    try Database.create(path, .sesspect, [])
    try RawDatabase(path).run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) INSERT INTO sesspect_sessions \
      SELECT printf('%040d', i), '{"n":' || i || '}', 1795382368000, 1795382368000 + i, 1795982368000, NULL, NULL FROM n
      """)
    let store = try await open(path)
    let search = Task {
      try await store.page(Query(filter: try Filter(parsing: "nothing")), from: .first, limit: 10, at: Fixture.now) {
        _, _ in
      }
    }
    search.cancel()
    await #expect(throws: StoreError.cancelled) { try await search.value }
    // And one that is not, with two readers, finds what is there.
    let found = try await store.page(
      Query(filter: try Filter(parsing: "n>59990"), sort: Sort(.size, descending: false)), from: .first, limit: 100,
      at: Fixture.now
    ) { _, _ in }
    #expect(found.rows.count == 10)
    #expect(found.notes == [.scanned(rows: 60000)])
    await store.close()
  }
}

/// Counts calls.
private final class Waits: @unchecked Sendable {
  private let lock = NSLock()
  private var waits: [Duration] = []
  func add(_ wait: Duration) { lock.withLock { waits.append(wait) } }
  var count: Int { lock.withLock { waits.count } }
}

extension SQLiteWriter {
  /// Makes the handle refuse to let the file grow, as a full disk does.
  func limitPages() throws(StoreError) {
    try connection().execute("PRAGMA max_page_count=1")
  }
}
