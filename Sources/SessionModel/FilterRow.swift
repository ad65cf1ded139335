/// What a filter can ask about a session without its data, as a store has it at hand while it walks its rows.
///
/// The buffers are only read during the call they are given to.
public struct FilterRow {
  /// UTF-8.
  public var id: UnsafeRawBufferPointer
  public var user: UnsafeRawBufferPointer?
  public var client: UnsafeRawBufferPointer?
  public var created: Timestamp?
  public var seen: Timestamp?
  public var expires: Timestamp?
  /// When the session was last seen to change.
  public var changed: Timestamp?
  public var size: Int
  /// nil where only the data can tell.
  public var keyCount: Int?
  public var isPending: Bool

  public init(
    id: UnsafeRawBufferPointer, user: UnsafeRawBufferPointer? = nil, client: UnsafeRawBufferPointer? = nil,
    created: Timestamp? = nil, seen: Timestamp? = nil, expires: Timestamp? = nil, changed: Timestamp? = nil,
    size: Int, keyCount: Int? = nil, isPending: Bool = false
  ) {
    self.id = id
    self.user = user
    self.client = client
    self.created = created
    self.seen = seen
    self.expires = expires
    self.changed = changed
    self.size = size
    self.keyCount = keyCount
    self.isPending = isPending
  }

  func holds(_ word: WordTerm) -> Bool {
    word.matches(id) || user.map(word.matches) ?? false || client.map(word.matches) ?? false
  }

  /// Whether the row passes a test about the session; nil where it has to be asked of the data. A time that is not
  /// known passes no comparison; a session without an end never expires, so its time to live exceeds any.
  func matches(_ test: Filter.Test, at now: Timestamp) -> Bool? {
    switch test {
    case .word, .path, .has: nil
    case .user(let users): user.map { user in users.contains { user.elementsEqual($0.utf8) } } ?? false
    case .idPrefix(let prefix): id.starts(with: prefix.utf8)
    case .client(let clients): client.map { client in clients.contains { client.elementsEqual($0.utf8) } } ?? false
    case .size(let comparison, let bytes): comparison.holds(size < bytes ? -1 : size > bytes ? 1 : 0)
    case .keys(let comparison, let count): keyCount.map { comparison.holds(($0 < count ? -1 : $0 > count ? 1 : 0)) }
    case .idle(let comparison, let duration): Self.compare(seen.map { now - $0 }, comparison, duration)
    case .age(let comparison, let duration): Self.compare(created.map { now - $0 }, comparison, duration)
    case .changed(let comparison, let duration): Self.compare(changed.map { now - $0 }, comparison, duration)
    case .ttl(let comparison, let duration):
      expires.map { Self.compare($0 - now, comparison, duration) }
        ?? (comparison == .greater || comparison == .atLeast || comparison == .notEqual)
    case .expired: isExpired(at: now)
    case .active: !isExpired(at: now)
    case .pending: isPending
    }
  }

  private func isExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }

  private static func compare(_ found: Duration?, _ comparison: Filter.Comparison, _ duration: Duration) -> Bool {
    guard let found else { return false }
    return comparison.holds(found < duration ? -1 : found > duration ? 1 : 0)
  }
}

extension Session {
  func withFilterRow<Result>(changed: Timestamp?, _ body: (FilterRow) -> Result) -> Result {
    id.text.withUTF8Bytes { id in
      (user ?? "").withUTF8Bytes { userBytes in
        (client ?? "").withUTF8Bytes { clientBytes in
          body(
            FilterRow(
              id: UnsafeRawBufferPointer(id), user: user == nil ? nil : UnsafeRawBufferPointer(userBytes),
              client: client == nil ? nil : UnsafeRawBufferPointer(clientBytes), created: created, seen: seen,
              expires: expires, changed: changed, size: size, keyCount: keyCount, isPending: isPending))
        }
      }
    }
  }
}
