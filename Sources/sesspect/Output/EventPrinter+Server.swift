import DebugProtocol
import SessionModel

extension EventPrinter {
  func print(_ event: SessionEvent) throws {
    let console = Console.standard
    if isJSON { return try console.json(object(event)) }
    for line in lines(event) { try console.line(line) }
  }

  /// `{"schema":1,"at","event","number","id","revision","source","request":{…},"changes":[…],"size","reason","detail",
  /// "other":{…},"action","cause","fix"}`; what does not apply is left out.
  func object(_ event: SessionEvent) -> Value {
    var members: [Value.Member] = [
      SessionJSON.schema, .init("at", SessionJSON.time(event.at)),
      .init("event", SessionJSON.text(event.kind.rawValue)),
      .init("number", SessionJSON.count(event.number)),
    ]
    func add(_ name: Text, _ value: Value?) { if let value { members.append(.init(name, value)) } }
    add("id", event.session.map { SessionJSON.text($0.text) })
    add("revision", event.revision.map(SessionJSON.count))
    add("source", (event.source?.rawValue).map(SessionJSON.text))
    add("request", event.request?.json)
    if !event.changes.isEmpty { add("changes", .array(event.changes.map(object))) }
    add("size", event.size.map(SessionJSON.count))
    add("reason", event.reason.map(SessionJSON.text))
    add("detail", event.detail.map(SessionJSON.text))
    add("other", event.other?.json)
    add("action", event.action.map(SessionJSON.text))
    if let finding = Finding(event) {
      add("cause", SessionJSON.text(finding.cause))
      add("fix", SessionJSON.text(finding.fix))
    }
    return .object(members)
  }

  /// `12:01:02 9f3a…c21e GET /set-session 200  ~cart.items[0].qty 1 → 2`; a finding has its cause and its fix on lines of
  /// their own.
  func lines(_ event: SessionEvent) -> [String] {
    var head = [String(event.at.rfc3339.dropFirst(11).prefix(8))]
    if let id = event.session { head.append(reveal ? id.text : id.shortened) }
    if let request = event.request { head.append("\(request)") }
    let changes = text(event.changes)
    let what = [Self.words(event), changes].filter { !$0.isEmpty }.joined(separator: "  ")
    let first = head.joined(separator: " ") + (what.isEmpty ? "" : "  " + what)
    guard let finding = Finding(event) else { return [first] }
    let cause = finding.cause + (finding.detail.map { " (\($0))" } ?? "")
    return [first, "         " + cause, "         " + finding.fix]
  }

  /// What happened, besides the changes.
  private static func words(_ event: SessionEvent) -> String {
    let reason = event.reason.map { ": \($0)" } ?? ""
    return switch event.kind {
    case .created: "created"
    case .updated: event.source == .app || event.source == nil ? "" : "(\(event.source?.rawValue ?? ""))"
    case .deleted, .revoked: "deleted"
    case .expired: "expired"
    case .lostUpdate: "LOST" + (event.other.map { ", overwritten by \($0)" } ?? "")
    case .unsavedChange: "NOT SAVED\(reason)"
    case .resurrectionBlocked: "stays deleted: a late response would have brought it back"
    case .editPending: "edit waits for the browser"
    case .editApplied: "edit sent to the browser"
    case .editConfirmed: "edit confirmed by the browser"
    case .editConflicted: "edit not made\(reason)"
    case .editExpired: "edit given up: the browser did not come back"
    case .editCancelled: "edit taken back"
    case .cookieRejected: "COOKIE REJECTED\(reason)"
    case .cookieTooLarge: "COOKIE TOO LARGE" + (event.size.map { ": \(ByteSize($0))" } ?? "")
    case .sessionsCleared: "all sessions deleted"
    case .audit: "operator: \(event.action ?? "")"
    }
  }
}
