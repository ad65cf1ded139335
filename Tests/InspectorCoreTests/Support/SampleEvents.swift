import InspectorCore
import SessionModel

extension SessionEvent {
  static let shopper = SessionID("9f3aaaaaaaaac21e")

  /// What a server reports, a millisecond of the clock for each number.
  static func sample(
    _ number: Int, _ kind: Kind, session: SessionID? = shopper, _ request: CausingRequest? = nil,
    _ changes: [Change] = [], reason: String? = nil, detail: String? = nil, other: CausingRequest? = nil,
    at: Timestamp = Inspector.start
  ) -> SessionEvent {
    SessionEvent(
      number: number, at: at + .milliseconds(number), kind: kind, session: session, source: .app, request: request,
      changes: changes, reason: reason, detail: detail, other: other)
  }
}

extension CausingRequest {
  static let cart = CausingRequest(
    method: "PUT", path: "/cart", status: 200, client: "127.0.0.1", milliseconds: 18.4)
  static let login = CausingRequest(
    method: "POST", path: "/login", status: 302, client: "127.0.0.1", milliseconds: 41)
}

extension Change {
  /// `locale`: from one text to another.
  static func locale(_ old: String, _ new: String) -> Change {
    Change(Path(key: "locale"), .replace(old: .string(Text(old)), new: .string(Text(new))))
  }
}
