import Foundation
import SessionModel
import Testing

@testable import SessionStores

@Suite("Beside an app that writes", .serialized)
struct ConcurrencyTests {
  /// Saves a session of its own again and again, as an app does.
  private final class App: @unchecked Sendable {
    private let lock = NSLock()
    private var isStopped = false
    private var saves = 0
    private var failures: [String] = []

    func run(_ path: String) {
      while !lock.withLock({ isStopped }) {
        do {
          try RawDatabase(path).run(
            "UPDATE sesspect_sessions SET seen = seen + 1 WHERE id = '\(ConformanceSubject.id(3))'")
          lock.withLock { saves += 1 }
        } catch { lock.withLock { failures.append("\(error)") } }
        usleep(2000)
      }
    }
    func stop() { lock.withLock { isStopped = true } }
    var result: (saves: Int, failures: [String]) { lock.withLock { (saves, failures) } }
  }

  @Test("Reads, edits and a long delete meet no lock error, and neither does the app", arguments: ["DELETE", "WAL"])
  func together(journal: String) async throws {
    let path = try TemporaryFolder().path + "/live.db"
    try Database.create(path, .sesspect, ConformanceSubject.samples)
    let database = try RawDatabase(path)
    try database.run("PRAGMA journal_mode=\(journal)")
    try database.run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO sesspect_sessions \
      SELECT printf('%040d', i), '{"n":' || i || '}', 1795382368000, 1795382368000 + i, 1795382369000, NULL, NULL FROM n
      """)
    let store = try await SQLiteStore.open(path: path, now: { Fixture.now })
    let app = App()
    let thread = Foundation.Thread { app.run(path) }
    thread.start()
    async let deleted = store.write(
      WritePlan(.delete, on: .matching(Query(filter: try Filter(parsing: "@expired")))), at: Fixture.now,
      journal: RecordingJournal()
    ) { _ in }
    let id = SessionID(ConformanceSubject.id(8))
    for number in 0..<30 {
      let content = try await store.content(of: id)
      let old = try #require(content.data[Path(keys: "cart", "total")])
      let change = Change(Path(keys: "cart", "total"), .replace(old: old, new: .number(Number(number + 1000))))
      _ = try await store.write(
        WritePlan(.edit([change]), on: .sessions([.init(id, content.session.revision)])), at: Fixture.now,
        journal: RecordingJournal()
      ) { _ in }
      _ = try await store.page(Query(filter: try Filter(parsing: "total")), from: .first, limit: 20, at: Fixture.now) {
        _, _ in
      }
    }
    let receipt = try await deleted
    #expect(receipt.count == 3024 && receipt.conflicts.isEmpty)
    #expect(receipt.done.count == 1000)
    app.stop()
    #expect(app.result.saves > 10)
    #expect(app.result.failures == [])
    #expect(try await store.count(Query(), at: Fixture.now) { _ in }.total == 36)
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    #expect(try database.text("PRAGMA journal_mode") == journal.lowercased())
    await store.close()
  }

  @Test("A cancelled delete stops between two batches; what it did is in the journal")
  func cancelled() async throws {
    let path = try TemporaryFolder().path + "/live.db"
    try Database.create(path, .sesspect, [])
    try RawDatabase(path).run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO sesspect_sessions \
      SELECT printf('%040d', i), '{"n":' || i || '}', 1795382368000, 1795382368000 + i, 1795382369000, NULL, NULL FROM n
      """)
    let before = try RawDatabase(path).dump("sesspect_sessions")
    let store = try await SQLiteStore.open(path: path, now: { Fixture.now })
    let journal = RecordingJournal()
    let (started, signal) = AsyncStream.makeStream(of: Void.self)
    let work = Task {
      try await store.write(
        WritePlan(.delete, on: .matching(Query(filter: try Filter(parsing: "@expired")))), at: Fixture.now,
        journal: journal
      ) { _ in signal.yield() }
    }
    for await _ in started { break }
    work.cancel()
    await #expect(throws: StoreError.cancelled) { try await work.value }
    let left = try await store.count(Query(), at: Fixture.now) { _ in }.total
    #expect(left > 0 && left < 20000)
    #expect(journal.restorations.count >= 20000 - left)
    let undo = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(undo.conflicts.isEmpty && undo.count == journal.restorations.count)
    #expect(try RawDatabase(path).dump("sesspect_sessions") == before)
    await store.close()
  }

  @Test("The file going away and coming back is told")
  func goneAndBack() async throws {
    let path = try Fixture.copy("connect_sqlite3.sqlite")
    let store = try await SQLiteStore.open(path: path, now: { Fixture.now })
    var signals = store.signals().makeAsyncIterator()
    let toggling = Task {
      while !Task.isCancelled {
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        try await Task.sleep(for: .milliseconds(200))
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    var heard: [StoreSignal] = []
    while heard.count < 4, let signal = await signals.next() {
      if signal != .changed { heard.append(signal) }
    }
    toggling.cancel()
    _ = try? await toggling.value
    #expect(heard == [.connection(.gone), .connection(.live), .connection(.gone), .connection(.live)])
    await store.close()
  }
}
