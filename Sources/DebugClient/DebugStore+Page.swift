import DebugProtocol
public import SessionModel
import SessionStores

/// Which sessions a listing holds.
struct ListingKey: Hashable {
  var filter: String?
  var includesExpired: Bool
}

extension DebugStore {
  // An endpoint keeps a few thousand sessions and pages only forwards; so all of them are fetched, and everything a
  // store can do with an order is done here.
  public func page(
    _ query: Query, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> Page {
    let sessions = try await sessions(query, at: now)
    return SessionOrder(sort: query.sort).page(
      sessions.map { ($0, Self.number(of: $0.id)) }, from: start, limit: limit)
  }

  public func count(
    _ query: Query, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Count {
    let all = try await sessions(Query(includesExpired: true), at: now)
    let expired = all.count { $0.isExpired(at: now) }
    return Count(
      matched: query.filter == nil && !query.activeOnly
        ? all.count : try await sessions(query, at: now).count,
      active: all.count - expired, expired: expired, total: all.count)
  }

  public func resolve(_ text: String) async throws(StoreError) -> SessionID {
    let id = SessionID(text)
    let matches = try await listing(ListingKey(includesExpired: true)).map(\.id).filter {
      !text.isEmpty && $0.text.utf8.starts(with: text.utf8)
    }
    if matches.contains(id) { return id }
    guard let first = matches.first else { throw .noSuchSession(id) }
    guard matches.count == 1 else { throw .ambiguousID(prefix: text, matches: matches.count) }
    return first
  }

  /// The sessions a query selects. Filters are the server's to decide; expiry is told by the same clock as everywhere.
  func sessions(_ query: Query, at now: Timestamp) async throws(StoreError) -> [Session] {
    guard let filter = query.filter else {
      return try await listing(ListingKey(includesExpired: true)).map(\.session)
        .filter { !query.activeOnly || !$0.isExpired(at: now) }
    }
    return try await listing(ListingKey(filter: filter.text, includesExpired: query.includesExpired)).map(\.session)
  }

  /// Every summary, those of deleted sessions left out.
  func listing(_ key: ListingKey) async throws(StoreError) -> [SessionSummary] {
    let task: Task<Result<[SessionSummary], StoreError>, Never>
    if let running = listings[key] {
      task = running
    } else {
      task = Task {
        defer { listings[key] = nil }
        do throws(StoreError) { return .success(try await fetch(key)) } catch { return .failure(error) }
      }
      listings[key] = task
    }
    let result = await task.value
    if Task.isCancelled { throw .cancelled }
    return try result.get()
  }

  private func fetch(_ key: ListingKey) async throws(StoreError) -> [SessionSummary] {
    var found: [SessionSummary] = []
    var known: Set<SessionID> = []
    var cursor: String?
    repeat {
      // By the time of creation: an order that nothing changes while it is walked.
      let reply = try await answer(
        to: HTTPCall(
          .get, "/v1/sessions",
          query: [
            ("limit", "200"), ("sort", "created"), ("q", key.filter), ("all", key.includesExpired ? "1" : nil),
            ("cursor", cursor),
          ]))
      guard let json = reply.json else { throw .unreachable(options.target, detail: HTTPFailure.notHTTP.detail) }
      for item in json.list("items") {
        guard let summary = SessionSummary(json: item), !summary.deleted, known.insert(summary.id).inserted else {
          continue
        }
        found.append(summary)
      }
      let next = json.text("next_cursor")
      cursor = next == cursor ? nil : next
    } while cursor != nil
    return found
  }

  /// A number made of the id, so that a cursor means the same in another process (FNV-1a).
  static func number(of id: SessionID) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(hash >> 1)
  }
}
