import InspectorCore
import SessionModel
import TerminalUI

/// The columns of the list and how wide each is. Where there is no room they go in this order: changes, size, client,
/// keys, TTL, idle, user. The id never gets narrower than eight columns.
struct ListColumns {
  typealias Column = ListState.Column

  let id: Int
  let widths: [(column: Column, columns: Int)]

  /// The least a column takes, its blank included.
  private static let least: [Column: Int] = [
    .user: 9, .client: 16, .idle: 6, .ttl: 6, .size: 9, .keys: 6, .changes: 3,
  ]
  private static let dropOrder: [Column] = [.changes, .size, .client, .keys, .ttl, .idle, .user]
  private static let order: [Column] = [.user, .client, .idle, .ttl, .size, .keys, .changes]

  init(columns: Int, state: State) {
    var shown = Self.order.filter { !state.list.hiddenColumns.contains($0) }
    if !state.info.hasUser { shown.removeAll { $0 == .user } }
    if !state.info.hasClient { shown.removeAll { $0 == .client } }
    let wanted = 10
    func needed() -> Int { wanted + shown.reduce(0) { $0 + (Self.least[$1] ?? 0) } }
    for column in Self.dropOrder where needed() > columns { shown.removeAll { $0 == column } }
    let spare = max(0, columns - needed())
    let flexible: Column? = shown.contains(.user) ? .user : nil
    // Whole ids are credentials, so the column is never wider than a shortened one.
    id = max(8, min(wanted, columns))
    widths = shown.map { ($0, (Self.least[$0] ?? 0) + ($0 == flexible ? spare : 0)) }
  }

  func title(_ column: Column, glyphs: Glyphs) -> SafeText {
    switch column {
    case .user: "USER"
    case .client: "CLIENT"
    case .idle: "IDLE"
    case .ttl: "TTL"
    case .size: "SIZE"
    case .keys: "KEYS"
    case .changes: glyphs.delta
    }
  }

  static func alignment(_ column: Column) -> Alignment { column == .user || column == .client ? .left : .right }
}
