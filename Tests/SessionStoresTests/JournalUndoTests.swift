import Foundation
import SessionModel
import Testing

@testable import SessionStores

@Suite("Undo in a real store")
struct JournalUndoTests {
  private let now = Timestamp(milliseconds: 1_795_382_404_000)

  /// A copy of a sample store with a journal of its own.
  private func withStore(_ body: (SQLiteStore, UndoJournal, String) async throws -> Void) async throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/connect_sqlite3.sqlite").path
    let folder = NSTemporaryDirectory() + "undo-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: source, toPath: folder + "/store.db")
    let now = now
    let store = try await SQLiteStore.open(path: folder + "/store.db", now: { now })
    try await body(store, UndoJournal(directory: folder + "/undo"), folder)
    await store.close()
  }

  private func all(_ store: SQLiteStore) async throws -> [SessionContent] {
    let page = try await store.page(
      Query(sort: Sort(.id, descending: false), includesExpired: true), from: .first, limit: 1000, at: now
    ) { _, _ in }
    var contents: [SessionContent] = []
    for row in page.rows { contents.append(try await store.content(of: row.session.id)) }
    return contents
  }

  private func delete(_ ids: [SessionID], in store: SQLiteStore, _ journal: UndoJournal) async throws
    -> UndoJournal.Entry
  {
    let operation = journal.begin(.sample)
    _ = try await store.write(
      WritePlan(.delete, on: .sessions(ids.map { .init($0) })), at: now, journal: operation
    ) { _ in }
    try operation.finish()
    return try #require(try journal.nextUndo())
  }

  @Test("A delete is undone, redone and undone again, each time exactly")
  func thereAndBack() async throws {
    try await withStore { store, journal, _ in
      let before = try await all(store)
      _ = try await delete(before.map(\.session.id), in: store, journal)
      #expect(try await all(store).isEmpty)
      let undo = Undo(journal: journal, store: store)
      for _ in 0..<2 {
        let undone = try await undo.undo(try #require(try journal.nextUndo()), at: now)
        #expect(undone.receipt.count == before.count)
        #expect(try await all(store) == before)
        #expect(try journal.nextUndo() == nil)
        let redone = try await undo.redo(try #require(try journal.nextRedo()), at: now)
        #expect(redone.receipt.count == before.count)
        #expect(try await all(store).isEmpty)
      }
    }
  }

  @Test("What is already as it was counts as nothing to do")
  func nothingToDo() async throws {
    try await withStore { store, journal, _ in
      let before = try await all(store)
      let entry = try await delete(before.prefix(3).map(\.session.id), in: store, journal)
      let undo = Undo(journal: journal, store: store)
      #expect(try await undo.undo(entry, at: now).receipt.count == 3)
      // The same entry again, as if its undo had been cut off before it was marked done.
      let again = try await undo.undo(entry, at: now)
      #expect(again.receipt.count == 0)
      #expect(again.unchanged == 3)
      #expect(again.receipt.conflicts.isEmpty)
      #expect(again.operation == nil)
      #expect(try await all(store) == before)
    }
  }

  @Test("A session that changed since is left alone; the others come back")
  func conflict() async throws {
    try await withStore { store, journal, _ in
      let before = try await all(store)
      let ids = before.prefix(3).map(\.session.id)
      let clear = journal.begin(.sample)
      _ = try await store.write(WritePlan(.clear, on: .sessions(ids.map { .init($0) })), at: now, journal: clear) { _ in
      }
      try clear.finish()
      let entry = try #require(try journal.nextUndo())
      // The app saves one of them.
      let change = Change(Path(key: "fresh"), .add(true, position: nil))
      let scratch = UndoJournal(directory: journal.directory + "-app").begin(.sample)
      _ = try await store.write(WritePlan(.edit([change]), on: .sessions([.init(ids[1])])), at: now, journal: scratch) {
        _ in
      }
      let outcome = try await Undo(journal: journal, store: store).undo(entry, at: now)
      #expect(outcome.receipt.count == 2)
      #expect(outcome.receipt.conflicts.map(\.id) == [ids[1]])
      let after = try await all(store)
      for content in before where content.session.id != ids[1] { #expect(after.contains(content)) }
      #expect(after.first { $0.session.id == ids[1] }?.data[Path(key: "fresh")] == true)
    }
  }

  @Test("An operation that was killed before its last batch was written is undone as far as it came")
  func killed() async throws {
    try await withStore { store, journal, _ in
      let before = try await all(store)
      let operation = journal.begin(.sample)
      let ids = before.prefix(2).map(\.session.id)
      _ = try await store.write(WritePlan(.delete, on: .sessions(ids.map { .init($0) })), at: now, journal: operation) {
        _ in
      }
      // A batch that was recorded and never written: the sessions are as they were.
      let recorded = try #require(try journal.list().first)
      try operation.record(
        try journal.restorations(of: recorded, limit: 10).map { restoration in
          var image = restoration.before
          image?.id = before[5].session.id
          return Restoration(id: before[5].session.id, before: image, after: image)
        })
      let entry = try #require(try journal.list().first)
      _ = try await Undo(journal: journal, store: store).undo(entry, at: now)
      #expect(try await all(store).map(\.session.id) == before.map(\.session.id))
      #expect(try await all(store).first { $0.session.id == ids[0] } == before.first { $0.session.id == ids[0] })
    }
  }
}
