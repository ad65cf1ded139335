import SessionModel

extension MemoryStore {
  public func page(
    _ query: Query, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) -> Page {
    SessionOrder(sort: query.sort).page(selected(query, at: now), from: start, limit: limit)
  }

  public func count(_ query: Query, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void) -> Count {
    let expired = records.values.filter { $0.session.isExpired(at: now) }.count
    return Count(
      matched: selected(query, at: now).count, active: records.count - expired, expired: expired, total: records.count)
  }

  /// The sessions a query selects, with their numbers.
  func selected(_ query: Query, at now: Timestamp) -> [(session: Session, number: Int)] {
    let filter = query.filter.map(CompiledFilter.init)
    return records.compactMap { number, record in
      let session = record.session
      if query.activeOnly, session.isExpired(at: now) { return nil }
      if let filter, !filter.matches(session, record.data, at: now) { return nil }
      return (session, number)
    }
  }
}
