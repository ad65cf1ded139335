public import SessionModel

/// Lists sessions that are all in memory, with the cursors of a store.
///
/// The order is by a key where they have it, those without it first when ascending; then by number.
public struct SessionOrder: Sendable {
  let sort: Sort

  public init(sort: Sort) { self.sort = sort }

  /// A stretch of these sessions. Each has a number of its own, which settles ties and stays the same as long as the
  /// session is there.
  public func page(
    _ unsorted: [(session: Session, number: Int)], from start: PageStart, limit: Int
  ) -> Page {
    let limit = max(1, limit)
    let rows = unsorted.sorted { precedes($0, $1) }
    let places = rows.map { place($0.session, $0.number) }
    /// The first row that is not before a place.
    func index(from cursor: Cursor, skipping: Bool) -> Int? {
      guard let place = place(cursor) else { return nil }
      return places.firstIndex { skipping ? precedes(place, $0) : !precedes($0, place) } ?? rows.count
    }
    var range: Range<Int>
    func forward(_ index: Int?) -> Range<Int> {
      let first = index ?? 0
      return first..<min(rows.count, first + limit)
    }
    switch start {
    case .first: range = forward(0)
    case .last: range = max(0, rows.count - limit)..<rows.count
    case .after(let cursor): range = forward(index(from: cursor, skipping: true))
    case .from(let cursor): range = forward(index(from: cursor, skipping: false))
    case .before(let cursor):
      if let end = index(from: cursor, skipping: false) {
        range = max(0, end - limit)..<end
      } else {
        range = forward(0)
      }
    case .around(let id):
      let middle = rows.firstIndex { $0.session.id == id }
      let first = min(max(0, (middle ?? 0) - limit / 2), max(0, rows.count - limit))
      range = forward(first)
    }
    return Page(
      rows: range.map { Page.Row(session: rows[$0].session, cursor: cursor(places[$0])) },
      hasMoreBefore: range.lowerBound > 0, hasMoreAfter: range.upperBound < rows.count)
  }

  struct Place: Sendable, Hashable {
    var key: FieldValue
    var number: Int
  }

  func place(_ session: Session, _ number: Int) -> Place { Place(key: key(session), number: number) }

  func precedes(_ a: (session: Session, number: Int), _ b: (session: Session, number: Int)) -> Bool {
    precedes(place(a.session, a.number), place(b.session, b.number))
  }

  func precedes(_ a: Place, _ b: Place) -> Bool {
    let (first, second) = sort.descending ? (b, a) : (a, b)
    if first.key.precedes(second.key) { return true }
    return second.key.precedes(first.key) ? false : first.number < second.number
  }

  private func key(_ session: Session) -> FieldValue {
    func time(_ time: Timestamp?) -> FieldValue { time.map { .integer($0.milliseconds) } ?? .null }
    return switch sort.key {
    case .seen: time(session.seen)
    case .created: time(session.created)
    case .expires: time(session.expires)
    case .size: .integer(Int64(session.size))
    case .keys: session.keyCount.map { .integer(Int64($0)) } ?? .null
    case .user: session.user.map { FieldValue($0) } ?? .null
    case .id: FieldValue(session.id.text)
    }
  }

  func cursor(_ place: Place) -> Cursor {
    Cursor([sort.description, FieldValueText.encode(place.key), String(place.number)].joined(separator: "."))
  }

  func place(_ cursor: Cursor) -> Place? {
    let parts = cursor.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == sort.description, let key = FieldValueText.decode(parts[1]),
      let number = Int(parts[2])
    else { return nil }
    return Place(key: key, number: number)
  }
}
