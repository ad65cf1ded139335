import Foundation
import SessionModel
import Testing

@testable import SessionStores

/// What every `SessionStore` does, whatever keeps its sessions.
@Suite("Every session store: reading")
struct SessionStoreReadingConformance {
  static let everything = Query(sort: .newest, includesExpired: true)

  @Test("Pages, forward or backward, give every session once and in order", arguments: ConformanceSubject.all)
  func paging(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    for key in await store.info.sorts.keys {
      for descending in [true, false] {
        for all in [true, false] {
          let query = Query(sort: Sort(key, descending: descending), includesExpired: all)
          let whole = try await store.page(query, from: .first, limit: 1000, at: ConformanceSubject.now) { _, _ in }
          #expect(whole.rows.count == (all ? 60 : 36), "\(key)")
          #expect(!whole.hasMoreBefore && !whole.hasMoreAfter)
          #expect(Set(whole.rows.map(\.session.id)).count == whole.rows.count)
          #expect(isOrdered(whole.rows.map(\.session), by: query.sort), "\(query.sort)")
          #expect(all || whole.rows.allSatisfy { !$0.session.isExpired(at: ConformanceSubject.now) })
          let ids = whole.rows.map(\.session.id)
          #expect(
            try await walk(store, query, from: .first, next: { .after($0) }, isForward: true) == ids, "\(query.sort)")
          #expect(
            try await walk(store, query, from: .last, next: { .before($0) }, isForward: false) == ids, "\(query.sort)")
        }
      }
    }
    await store.close()
  }

  private func walk(
    _ store: any SessionStore, _ query: Query, from start: PageStart, next: (Cursor) -> PageStart, isForward: Bool
  ) async throws -> [SessionID] {
    var ids: [SessionID] = []
    var start = start
    while true {
      let page = try await store.page(query, from: start, limit: 7, at: ConformanceSubject.now) { _, _ in }
      ids = isForward ? ids + page.rows.map(\.session.id) : page.rows.map(\.session.id) + ids
      #expect((isForward ? page.hasMoreBefore : page.hasMoreAfter) == (ids.count > page.rows.count))
      guard isForward ? page.hasMoreAfter : page.hasMoreBefore else { return ids }
      start = next(try #require(isForward ? page.rows.last : page.rows.first).cursor)
      #expect(page.rows.count == 7)
    }
  }

  private func isOrdered(_ sessions: [Session], by sort: Sort) -> Bool {
    func key(_ session: Session) -> FieldValue {
      func time(_ time: Timestamp?) -> FieldValue { time.map { .integer($0.milliseconds) } ?? .null }
      return switch sort.key {
      // Without a time of its own a store lists by the order of saving.
      case .seen: time(session.seen)
      case .created: time(session.created)
      case .expires: time(session.expires)
      case .size: .integer(Int64(session.size))
      case .keys: session.keyCount.map { .integer(Int64($0)) } ?? .null
      case .user: session.user.map { FieldValue($0) } ?? .null
      case .id: FieldValue(session.id.text)
      }
    }
    return zip(sessions, sessions.dropFirst()).allSatisfy { a, b in
      sort.descending ? !key(a).precedes(key(b)) : !key(b).precedes(key(a))
    }
  }

  @Test("A page can begin with a row, or have a session in its middle", arguments: ConformanceSubject.all)
  func anchors(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    for sort in [Sort.newest, Sort(.size, descending: false), Sort(.id, descending: true)] {
      let query = Query(sort: sort, includesExpired: true)
      let whole = try await store.page(query, from: .first, limit: 1000, at: ConformanceSubject.now) { _, _ in }
      let ids = whole.rows.map(\.session.id)
      let from = try await store.page(query, from: .from(whole.rows[20].cursor), limit: 10, at: ConformanceSubject.now)
      { _, _ in }
      #expect(from.rows.map(\.session.id) == Array(ids[20..<30]))
      #expect(from.hasMoreBefore && from.hasMoreAfter)
      for place in [0, 1, 30, 58, 59] {
        let page = try await store.page(query, from: .around(ids[place]), limit: 10, at: ConformanceSubject.now) {
          _, _ in
        }
        let found = page.rows.map(\.session.id)
        #expect(found.contains(ids[place]))
        #expect(found.count == 10, "\(place)")
        let first = try #require(ids.firstIndex(of: found[0]))
        #expect(found == Array(ids[first..<first + 10]))
        #expect(page.hasMoreBefore == (first > 0))
        #expect(page.hasMoreAfter == (first + 10 < 60))
      }
      let foreign = try await store.page(query, from: .after(Cursor("nonsense")), limit: 5, at: ConformanceSubject.now)
      { _, _ in }
      #expect(foreign.rows.map(\.session.id) == Array(ids.prefix(5)))
    }
    await store.close()
  }

  @Test("A filter selects what it would select of the decoded sessions", arguments: ConformanceSubject.all)
  func filters(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let now = ConformanceSubject.now
    let all = try await store.page(Self.everything, from: .first, limit: 1000, at: now) { _, _ in }
    var contents: [SessionContent] = []
    for row in all.rows { contents.append(try await store.content(of: row.session.id)) }
    let prefix = contents[3].session.id.text.prefix(12)
    for text in [
      "plain", "ÄPFEL", "!plain", "A-1", "cart.total>30", "cart.total<=12.5 plain", "user_id=3|4", "has:extra1",
      "!has:extra0",
      "@expired", "@active", "!@expired", "@ttl<10m", "@ttl>=5m @active", "@idle>15m", "!@idle>15m", "@age<510m",
      "@size>150",
      "@keys>5", "@keys<=4", "@user=3", "!@user=3", "@client=192.0.2.7", "@id=\(prefix)", "@id=\(prefix) @active",
      "!@id=\(prefix)",
      "nothing-like-this", "cart.items[0].sku~7 @expired",
    ] {
      let filter = try Filter(parsing: text)
      for includesExpired in [true, false] {
        let query = Query(filter: filter, sort: Sort(.id, descending: false), includesExpired: includesExpired)
        let expected = contents.filter {
          filter.matches($0.session, $0.data, at: now) && (!query.activeOnly || !$0.session.isExpired(at: now))
        }
        let page = try await store.page(query, from: .first, limit: 1000, at: now) { _, _ in }
        #expect(Set(page.rows.map(\.session.id)) == Set(expected.map(\.session.id)), "\(text)")
        let count = try await store.count(query, at: now) { _ in }
        #expect(count.matched == expected.count, "\(text)")
        #expect(count.total == 60 && count.expired == 24 && count.active == 36)
        let paged = try await walk(store, query, from: .first, next: { .after($0) }, isForward: true)
        #expect(paged == page.rows.map(\.session.id), "\(text)")
      }
    }
    await store.close()
  }

  @Test("A session is found by its id and by the beginning of it", arguments: ConformanceSubject.all)
  func resolving(subject: ConformanceSubject) async throws {
    let store = try await subject.make(false)
    let cookie = ConformanceSubject.id(7)
    let id = try await store.resolve(cookie)
    #expect(id.text.hasSuffix(cookie))
    #expect(try await store.resolve(id.text) == id)
    #expect(try await store.resolve(String(cookie.prefix(8))) == id)
    await #expect(throws: StoreError.noSuchSession(SessionID("zzzzzzzzzz-none"))) {
      try await store.resolve("zzzzzzzzzz-none")
    }
    await #expect(throws: StoreError.self) { try await store.resolve("") }
    await #expect(throws: StoreError.noSuchSession(SessionID("none"))) {
      try await store.content(of: SessionID("none"))
    }
    let first = try #require(
      ConformanceSubject.samples.map(\.id).first { a in
        ConformanceSubject.samples.contains { $0.id != a && $0.id.first == a.first }
      }
    ).prefix(1)
    let same = ConformanceSubject.samples.filter { $0.id.hasPrefix(first) }.count
    await #expect(throws: StoreError.ambiguousID(prefix: String(first), matches: same)) {
      try await store.resolve(String(first))
    }
    let content = try await store.content(of: id)
    guard case .number(let total)? = content.data[Path(keys: "cart", "total")] else {
      Issue.record("no total")
      return
    }
    #expect(total.double == 7.5)
    #expect(content.session.size == content.payload.count)
    #expect(content.session.keyCount == content.data.members?.count)
    #expect(content.editObstacle == nil)
    #expect(content.session.expires == ConformanceSubject.samples[6].expires)
    await store.close()
  }
}
