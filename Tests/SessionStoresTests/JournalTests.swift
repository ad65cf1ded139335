import SessionModel
import Testing

@testable import SessionStores

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("The undo journal")
struct JournalTests {
  private func restoration(_ id: String) -> Restoration {
    let image = SessionImage(id: SessionID(id), fields: [.init("sid", .text(Array(id.utf8))), .init("n", .integer(7))])
    return Restoration(id: image.id, before: image, after: nil)
  }

  @discardableResult
  private func record(
    _ ids: [String], in journal: UndoJournal, _ change: (inout UndoJournal.Header) -> Void = { _ in }
  ) throws -> UndoJournal.EntryID {
    var header = UndoJournal.Header.sample
    change(&header)
    let operation = journal.begin(header)
    try operation.record(ids.map(restoration))
    try operation.finish()
    return try #require(operation.id)
  }

  private func all(_ id: UndoJournal.EntryID, in journal: UndoJournal, count: Int = 500) async throws -> [[String]] {
    let file = try #require(try JournalFile.openForReading(journal.path(of: id)))
    var restorations = try UndoJournal.Restorations(file)
    var batches: [[String]] = []
    while let batch = try restorations.next(count: count, bytes: 1 << 20) { batches.append(batch.map(\.id.text)) }
    return batches
  }

  @Test("What was recorded is listed, and read back from the last to the first")
  func recordAndRead() async throws {
    try await withJournal { journal in
      let operation = journal.begin(.sample)
      try operation.record(["a", "b"].map(restoration))
      try operation.record(["c"].map(restoration))
      #expect(try journal.list().first?.state == .running)
      try operation.finish()
      let entry = try #require(try journal.list().first)
      #expect(entry.header == .sample)
      #expect(entry.state == .done)
      #expect(entry.count == 3)
      #expect(try await all(entry.id, in: journal, count: 2) == [["c", "b"], ["a"]])
      #expect(try journal.restorations(of: entry, limit: 1) == [restoration("c")])
    }
  }

  @Test("An operation that changed nothing leaves no file, and no directory")
  func nothing() async throws {
    try await withJournal { journal in
      let operation = journal.begin(.sample)
      try operation.record([])
      try operation.finish()
      #expect(try journal.list().isEmpty)
      #expect(access(journal.directory, F_OK) != 0)
    }
  }

  @Test("The directory is its owner's alone, the files too, also where the directory stood open")
  func permissions() async throws {
    try await withJournal { journal in
      try JournalFile.makeDirectory(journal.directory)
      chmod(journal.directory, 0o777)
      let id = try record(["a"], in: journal)
      #expect(mode(journal.directory) == 0o700)
      #expect(mode(journal.path(of: id)) == 0o600)
    }
  }

  @Test("A file cut at any byte of its tail still gives every restoration that is whole")
  func killed() async throws {
    try await withJournal { journal in
      let ids = ["a", "b", "c"]
      let id = try record(ids, in: journal)
      let path = journal.path(of: id)
      let whole = try #require(try JournalFile.openForReading(path)).read(at: 0, count: 1 << 16)
      let header = try #require(whole.firstIndex(of: 0x0a)) + 1
      for size in (0...whole.count).reversed() {
        truncate(path, off_t(size))
        let lines = whole[..<size].split(separator: 0x0a, omittingEmptySubsequences: false)
        let complete = max(0, min(ids.count, lines.count - 2))
        guard size >= header else {
          #expect(try journal.list().isEmpty)
          continue
        }
        let entry = try #require(try journal.list().first)
        #expect(entry.isInterrupted == (size < whole.count))
        let read = try await all(id, in: journal).flatMap { $0 }
        // A line without its line feed may be whole; then it is used.
        #expect(read == ids.prefix(complete).reversed() || read == ids.prefix(complete + 1).reversed())
      }
    }
  }

  @Test("A damaged line before a good one is an error, not skipped")
  func damaged() async throws {
    try await withJournal { journal in
      let id = try record(["a", "b", "c"], in: journal)
      let descriptor = open(journal.path(of: id), O_RDWR)
      defer { close(descriptor) }
      let bytes = try #require(try JournalFile.openForReading(journal.path(of: id))).read(at: 0, count: 1 << 16)
      let second = bytes.split(separator: 0x0a)[2].startIndex
      pwrite(descriptor, "XX", 2, off_t(second))
      await #expect(throws: StoreError.self) { try await all(id, in: journal) }
    }
  }

  @Test("Undone, redone and interrupted undoing show as the state of what they are about")
  func states() async throws {
    try await withJournal { journal in
      let first = try record(["a"], in: journal)
      let second = try record(["b"], in: journal)
      #expect(try journal.nextUndo()?.id == second)
      let undo = try record(["b"], in: journal) { $0.undoes = second }
      #expect(try journal.list().map(\.state) == [.undone, .done])
      #expect(try journal.nextUndo()?.id == first)
      #expect(try journal.nextRedo()?.redoing == [undo])
      let cutOff = journal.begin(change(.sample) { $0.redoes = second })
      try cutOff.record([restoration("b")])
      #expect(try journal.nextRedo()?.id == second, "a redo under way has not redone it yet")
      let redo = try record(["b"], in: journal) { $0.redoes = second }
      #expect(try journal.nextUndo()?.undoing == [redo, try #require(cutOff.id)])
      #expect(try journal.nextRedo() == nil)
      try record(["b"], in: journal) { $0.undoes = second }
      try record(["c"], in: journal)
      #expect(try journal.nextRedo() == nil, "something else was changed since")
    }
  }

  @Test("Operations are listed per target")
  func targets() async throws {
    try await withJournal { journal in
      try record(["a"], in: journal)
      let other = try record(["b"], in: journal) { $0.target = "/other" }
      #expect(try journal.list(target: "/other").map(\.id) == [other])
      #expect(try journal.nextUndo(target: "/none") == nil)
    }
  }

  @Test("The oldest go beyond the limits, never the newest few")
  func pruning() async throws {
    try await withJournal(limits: .init(operations: 5, bytes: 1 << 20, alwaysKept: 2)) { journal in
      for _ in 0..<8 { try record(["a"], in: journal) }
      #expect(try journal.list().count == 5)
      let small = UndoJournal(directory: journal.directory, limits: .init(operations: 5, bytes: 10, alwaysKept: 2))
      let newest = try record(["a"], in: small)
      #expect(try journal.list().count == 2)
      #expect(try journal.list().first?.id == newest)
    }
  }

  @Test("A clock set back does not change the order")
  func clock() async throws {
    try await withJournal { journal in
      try record(["a"], in: journal)
      let second = try record(["b"], in: journal) { $0.at = Timestamp(milliseconds: 5) }
      #expect(try journal.nextUndo()?.id == second)
    }
  }

  @Test("Several writers at once each keep their own operations")
  func concurrent() async throws {
    try await withJournal { journal in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<16 {
          group.addTask { try record(["s\(number)"], in: journal) }
        }
        try await group.waitForAll()
      }
      #expect(try journal.list().count == 16)
    }
  }

  @Test("The directory follows XDG_STATE_HOME, else the home directory")
  func directory() {
    #expect(UndoJournal.directory(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/sesspect/undo")
    #expect(
      UndoJournal.directory(environment: ["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/sesspect/undo")
    #expect(UndoJournal.directory(environment: [:]) == nil)
  }

  private func change(
    _ header: UndoJournal.Header, _ body: (inout UndoJournal.Header) -> Void
  ) -> UndoJournal.Header {
    var header = header
    body(&header)
    return header
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    stat(path, &status)
    return status.st_mode & 0o777
  }
}

/// Runs `body` with a journal in a directory that does not exist yet, and removes it afterwards.
func withJournal<Result>(
  limits: UndoJournal.Limits = .standard, _ body: (UndoJournal) async throws -> Result
) async throws -> Result {
  var template = Array("/tmp/journal-XXXXXX\0".utf8CString)
  let parent = try #require(mkdtemp(&template).map { String(cString: $0) })
  let journal = UndoJournal(directory: parent + "/state/undo", limits: limits)
  defer {
    for name in (try? JournalFile.names(in: journal.directory)) ?? [] { unlink(journal.directory + "/" + name) }
    for directory in [journal.directory, parent + "/state", parent] { rmdir(directory) }
  }
  return try await body(journal)
}
