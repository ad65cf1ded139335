import SessionModel
import TerminalUI

/// The listing for people: shortened ids that still work as arguments, times as distances.
struct SessionTable {
  private static let columns: [Table.Column] = [
    .init(title: "ID"),
    .init(title: "USER", dropOrder: 1, minimum: 8, isElastic: true),
    .init(title: "CLIENT", dropOrder: 5, minimum: 8, isElastic: true),
    .init(title: "IDLE", alignment: .right, dropOrder: 2),
    .init(title: "AGE", alignment: .right, dropOrder: 6),
    .init(title: "TTL", alignment: .right, dropOrder: 3),
    .init(title: "SIZE", alignment: .right, dropOrder: 7),
    .init(title: "KEYS", alignment: .right, dropOrder: 4),
  ]

  static func lines(_ sessions: [Session], at now: Timestamp, width: Int, wholeIDs: Bool = false) -> [SafeText] {
    let length = wholeIDs ? Int.max : prefixLength(sessions.map(\.id))
    var table = Table(columns: columns)
    table.rows = sessions.map { session in
      [
        SafeText(untrusted: String(session.id.text.prefix(length))),
        session.user.map { SafeText(untrusted: $0, limit: 60) } ?? .empty,
        session.client.map { SafeText(untrusted: $0, limit: 60) } ?? .empty,
        session.seen.map { SafeText(untrusted: (now - $0).compactText) } ?? .empty,
        session.created.map { SafeText(untrusted: (now - $0).compactText) } ?? .empty,
        timeToLive(session, at: now),
        SafeText(untrusted: ByteSize(session.size).description),
        session.keyCount.map { SafeText.number($0) } ?? "?",
      ]
    }
    return table.lines(width: width)
  }

  private static func timeToLive(_ session: Session, at now: Timestamp) -> SafeText {
    guard let expires = session.expires else { return .empty }
    return expires <= now ? "expired" : SafeText(untrusted: (expires - now).compactText)
  }

  /// How many characters tell the listed ids apart: 8 behind what they have in common in front (`session:`), and 2 more
  /// than needed, for there may be others that are not listed. Ids of ten characters and fewer are shown whole.
  static func prefixLength(_ ids: [SessionID]) -> Int {
    let texts = ids.map { Array($0.text) }.sorted { $0.lexicographicallyPrecedes($1) }
    guard let first = texts.first, let last = texts.last, texts.contains(where: { $0.count > 10 }) else { return 10 }
    func common(_ a: [Character], _ b: [Character]) -> Int { zip(a, b).prefix { $0 == $1 }.count }
    let closest = zip(texts, texts.dropFirst()).filter { $0 != $1 }.map(common).max() ?? 0
    let shared = first == last ? (first.prefix(20).lastIndex(of: ":").map { $0 + 1 } ?? 0) : common(first, last)
    return max(shared + 8, closest + 3)
  }
}
