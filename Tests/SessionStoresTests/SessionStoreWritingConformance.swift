import Foundation
import SessionModel
import Testing

@testable import SessionStores

@Suite("Every session store: writing")
struct SessionStoreWritingConformance {
  static let now = ConformanceSubject.now
  static let total = Path(keys: "cart", "total")

  /// All sessions with their data, by id.
  private func everything(_ store: any SessionStore) async throws -> [SessionID: SessionContent] {
    let page = try await store.page(Query(includesExpired: true), from: .first, limit: 1000, at: Self.now) { _, _ in }
    var contents: [SessionID: SessionContent] = [:]
    for row in page.rows { contents[row.session.id] = try await store.content(of: row.session.id) }
    return contents
  }

  private func write(_ store: any SessionStore, _ plan: WritePlan, _ journal: any WriteJournal = RecordingJournal())
    async throws -> Receipt
  {
    try await store.write(plan, at: Self.now, journal: journal) { _ in }
  }

  private func edit(_ content: SessionContent, to number: String) throws -> WritePlan {
    let old = try #require(content.data[Self.total])
    let change = Change(Self.total, .replace(old: old, new: .number(Number(verbatim: number))))
    return WritePlan(.edit([change]), on: .sessions([.init(content.session.id, content.session.revision)]))
  }

  @Test(
    "An edit changes one value of one session, and its undo brings back every byte", arguments: ConformanceSubject.all)
  func editing(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let before = try await everything(store)
    let id = try await store.resolve(ConformanceSubject.id(8))
    let content = try #require(before[id])
    let journal = RecordingJournal()
    let receipt = try await write(store, try edit(content, to: "9007199254740993"), journal)
    #expect(receipt.done == [id] && receipt.count == 1 && receipt.conflicts.isEmpty)
    let after = try await everything(store)
    let changed = try #require(after[id])
    #expect(changed.data[Self.total] == .number(Number(verbatim: "9007199254740993")))
    #expect(changed.session.revision == receipt.revision)
    #expect(changed.session.revision != content.session.revision)
    #expect(changed.session.expires == content.session.expires && changed.session.seen == content.session.seen)
    for (other, content) in before where other != id { #expect(after[other] == content) }
    #expect(journal.restorations.map(\.id) == [id])

    let undo = try await write(store, journal.undo)
    #expect(undo.count == 1 && undo.conflicts.isEmpty)
    #expect(try await everything(store) == before)
    let again = try await write(store, journal.undo)
    #expect(again.count == 1 && again.conflicts.isEmpty, "undone already: counted as done")
    #expect(try await everything(store) == before)
    await store.close()
  }

  @Test("A session that changed since it was seen is left alone", arguments: ConformanceSubject.all)
  func conflicts(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let id = try await store.resolve(ConformanceSubject.id(8))
    let seen = try await store.content(of: id)
    let first = RecordingJournal()
    _ = try await write(store, try edit(seen, to: "1"), first)
    let current = try await store.content(of: id)
    let journal = RecordingJournal()
    let conflict = Conflict(id: id, expected: seen.session.revision, current: current.session.revision)
    for action in [try edit(seen, to: "2").action, .delete, .clear] {
      await #expect(throws: StoreError.conflict(conflict)) {
        try await write(store, WritePlan(action, on: .sessions([.init(id, seen.session.revision)])), journal)
      }
    }
    #expect(journal.restorations.isEmpty)
    #expect(try await store.content(of: id) == current)

    // Several: the changed one is listed, the others go.
    let other = try await store.content(of: try await store.resolve(ConformanceSubject.id(9)))
    let receipt = try await write(
      store,
      WritePlan(
        .delete, on: .sessions([.init(id, seen.session.revision), .init(other.session.id, other.session.revision)])))
    #expect(receipt.done == [other.session.id])
    #expect(receipt.conflicts == [conflict])

    // An undo does not overwrite what was saved after the change.
    _ = try await write(store, try edit(current, to: "3"))
    let late = try await write(store, first.undo)
    #expect(late.count == 0 && late.conflicts.map(\.id) == [id])
    #expect(try await store.content(of: id).data[Self.total] == .number(Number(verbatim: "3")))

    let ghost = WritePlan.Target(other.session.id, other.session.revision)
    await #expect(throws: StoreError.conflict(Conflict(id: other.session.id, expected: ghost.revision, current: nil))) {
      try await write(store, WritePlan(.delete, on: .sessions([ghost])))
    }
    await #expect(throws: StoreError.noSuchSession(other.session.id)) {
      try await write(store, WritePlan(.delete, on: .sessions([.init(other.session.id)])))
    }
    await store.close()
  }

  @Test("What cannot be recorded is not done", arguments: ConformanceSubject.all)
  func journalFirst(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let before = try await everything(store)
    let id = try await store.resolve(ConformanceSubject.id(8))
    let full = RecordingJournal(failure: .diskFull("journal"))
    let target = WritePlan.Selection.sessions([.init(id)])
    let image = RecordingJournal()
    _ = try await write(store, WritePlan(.delete, on: target), image)
    _ = try await write(store, image.undo)
    for plan in [
      WritePlan(.delete, on: target), WritePlan(.clear, on: target), try edit(try #require(before[id]), to: "5"),
      WritePlan(.create(["a": 1], expires: Self.now), on: .sessions([.init(SessionID("new-session-0123456789"))])),
      WritePlan(.delete, on: .matching(Query(includesExpired: true))),
      WritePlan(.restore(image.restorations.map(\.inverse)), on: target),
    ] {
      await #expect(throws: StoreError.diskFull("journal")) { try await write(store, plan, full) }
      #expect(try await everything(store) == before)
    }
    await store.close()
  }

  @Test("Delete, clear and create are undone exactly, and redone", arguments: ConformanceSubject.all)
  func wholeSessions(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let before = try await everything(store)
    let id = try await store.resolve(ConformanceSubject.id(8))
    let new = SessionID(id.text.replacingOccurrences(of: ConformanceSubject.id(8), with: ConformanceSubject.id(999)))
    let expires = Self.now + .seconds(3600)
    for (action, target) in [
      (WritePlan.Action.delete, id), (.clear, id),
      (.create(["cookie": [:], "a": [1, "zwei", nil]], expires: expires), new),
    ] {
      let journal = RecordingJournal()
      let receipt = try await write(store, WritePlan(action, on: .sessions([.init(target)])), journal)
      #expect(receipt.done == [target])
      let after = try await everything(store)
      switch action {
      case .delete: #expect(after[target] == nil && after.count == 59)
      case .clear:
        let members = try #require(after[target]?.data.members)
        #expect(members.allSatisfy { $0.key == "cookie" }, "only what the framework needs is left")
        #expect(after[target]?.session.expires == before[target]?.session.expires)
      default:
        #expect(after[target]?.data[Path(keys: "a")] == [1, "zwei", nil])
        #expect(after[target]?.session.expires == expires)
        await #expect(throws: StoreError.exists(target)) {
          try await write(store, WritePlan(action, on: .sessions([.init(target)])))
        }
      }
      let undone = RecordingJournal()
      #expect(try await write(store, journal.undo, undone).count == 1)
      #expect(try await everything(store) == before)
      #expect(try await write(store, undone.undo).count == 1)
      #expect(try await everything(store) == after)
      _ = try await write(store, journal.undo)
      #expect(try await everything(store) == before)
    }
    await store.close()
  }

  @Test("Changing all a query selects touches no other session", arguments: ConformanceSubject.all)
  func matching(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let before = try await everything(store)
    for (action, text) in [
      (WritePlan.Action.delete, "@expired"), (.delete, "cart.total>30"), (.clear, "plain !has:extra2"),
    ] {
      let query = Query(filter: try Filter(parsing: text))
      let expected = try await store.page(query, from: .first, limit: 1000, at: Self.now) { _, _ in }.rows.map(
        \.session.id)
      #expect(!expected.isEmpty)
      let journal = RecordingJournal()
      let receipt = try await write(store, WritePlan(action, on: .matching(query)), journal)
      #expect(receipt.count == expected.count && Set(receipt.done) == Set(expected) && receipt.conflicts.isEmpty)
      let after = try await everything(store)
      for (id, content) in before where !expected.contains(id) { #expect(after[id] == content) }
      for id in expected { #expect(action == .delete ? after[id] == nil : after[id] != before[id]) }
      let undo = try await write(store, journal.undo)
      #expect(undo.count == expected.count && undo.conflicts.isEmpty)
      #expect(try await everything(store) == before)
    }
    await store.close()
  }

  @Test("A read-only store refuses every change", arguments: ConformanceSubject.all)
  func readOnly(subject: ConformanceSubject) async throws {
    let store = try await subject.make(true)
    #expect(await store.info.readOnly == .asked)
    let before = try await everything(store)
    let id = try await store.resolve(ConformanceSubject.id(8))
    for action in [WritePlan.Action.delete, .clear, .edit([]), .create([:], expires: nil), .restore([])] {
      #expect(await !store.info.operations.contains(action.operation))
      await #expect(throws: StoreError.readOnly(.asked)) {
        try await write(store, WritePlan(action, on: .sessions([.init(id)])))
      }
    }
    #expect(try await everything(store) == before)
    await store.close()
  }

  @Test("A change that does not fit is refused with its reason", arguments: ConformanceSubject.all)
  func misfits(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let id = try await store.resolve(ConformanceSubject.id(8))
    let content = try await store.content(of: id)
    for change in [
      Change(Path(keys: "cart", "total"), .replace(old: 1, new: 2)),
      Change(Path(keys: "none"), .remove(old: 1, position: nil)),
      Change(Path(keys: "cart"), .add(1, position: nil)), Change(.root, .replace(old: 1, new: [:])),
    ] {
      await #expect(throws: StoreError.self) {
        try await write(store, WritePlan(.edit([change]), on: .sessions([.init(id)])))
      }
    }
    let root = Change(.root, .replace(old: content.data, new: 7))
    await #expect(throws: StoreError.self) {
      try await write(store, WritePlan(.edit([root]), on: .sessions([.init(id)])))
    }
    #expect(try await store.content(of: id) == content)
    #expect(await store.preview(try edit(content, to: "5")).count == 1)
    await store.close()
  }

  @Test("Someone waiting for signals hears of a change", arguments: ConformanceSubject.all)
  func signals(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let heard = Task { () -> Bool in
      for await signal in store.signals() where signal == .changed { return true }
      return false
    }
    let deadline = Task {
      try await Task.sleep(for: .seconds(20))
      heard.cancel()
    }
    let id = try await store.resolve(ConformanceSubject.id(8))
    // The stream may begin after the first change; changes go on until one is heard.
    let changes = Task {
      var number = 0
      while !Task.isCancelled {
        number += 1
        let content = try await store.content(of: id)
        _ = try await write(store, try edit(content, to: "\(number)"))
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    #expect(await heard.value)
    changes.cancel()
    deadline.cancel()
    _ = try? await changes.value
    await store.close()
  }
}
