import SessionModel
import SessionStores

/// Walks a listing page by page, so that a store of millions passes through a bounded memory.
final class Listing {
  let target: OpenTarget
  let query: Query
  let now: Timestamp
  private let limit: Int
  private let start: PageStart
  private var notes: Set<Page.Note> = []
  /// True when there are sessions behind the last one given out.
  private(set) var hasMore = false

  /// A limit of 0 is none.
  init(target: OpenTarget, query: Query, start: PageStart = .first, limit: Int = 0) {
    self.target = target
    self.query = query
    self.start = start
    self.limit = limit
    now = target.now
  }

  private static let pageLength = 500

  /// Calls `body` with the rows of one page after the other.
  func forEach(_ body: ([Page.Row]) async throws -> Void) async throws {
    var start = start
    var given = 0
    while true {
      let length = limit == 0 ? Self.pageLength : min(Self.pageLength, limit - given)
      guard length > 0 else { return }
      let page = try await target.store.page(query, from: start, limit: length, at: now) { _, _ in }
      notes.formUnion(page.notes)
      hasMore = page.hasMoreAfter
      given += page.rows.count
      try await body(page.rows)
      guard page.hasMoreAfter, let last = page.rows.last else { return }
      try Task.checkCancellation()
      start = .after(last.cursor)
    }
  }

  /// Says what the store did instead of what was asked.
  func talkOfNotes() {
    for note in notes {
      if case .sortedBy(let key) = note {
        Console.standard.talk("The store has no such time, so the sessions are sorted by \(key.rawValue).")
      }
    }
  }
}
