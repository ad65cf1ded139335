import InspectorCore
import SessionModel

extension Sentences {
  /// What a server reported, in a few words for a line of the activity.
  static func brief(_ event: SessionEvent) -> String {
    let keys = keyNames(event.changes)
    return switch event.kind {
    case .created: "new" + (event.changes.isEmpty ? "" : ", \(Counted.keys(topKeys(event.changes)))")
    case .updated: keys.isEmpty ? "changed" : "changed \(keys)"
    case .deleted: event.source == .app ? "ended by the app" : "deleted"
    case .revoked: "ended; its cookie is refused"
    case .expired: "expired"
    case .resurrectionBlocked: "a late response was kept from bringing it back"
    case .editPending: "\(keys) waits for the browser"
    case .editApplied: "\(keys) given"
    case .editConfirmed: "\(keys) arrived"
    case .editConflicted: "\(keys) not applied"
    case .editExpired: "\(keys) dropped"
    case .editCancelled: "\(keys) taken back"
    case .sessionsCleared: "all sessions ended"
    case .audit: event.action == "reveal" ? "secrets were shown" : "inspector: \((event.action ?? "used").prefix(24))"
    case .lostUpdate, .unsavedChange, .cookieRejected, .cookieTooLarge: event.kind.rawValue
    }
  }

  /// How an edit that waited for its browser went on.
  static func text(editEvent event: SessionEvent, found: Value?, _ state: State) -> String {
    let keys = keyNames(event.changes)
    let of = event.session.map { " of \($0.shortened)" } ?? ""
    let request = event.request.map { " with \($0.method) \($0.path)" } ?? ""
    switch event.kind {
    case .editApplied: return "The browser was given \(keys)\(of)\(request); its next request will show it."
    case .editConfirmed: return "The browser has the edit of \(keys)\(of)."
    case .editExpired:
      return "The browser did not come back, so the edit of \(keys)\(of) was dropped. Edit again to try once more."
    case .editCancelled: return "The edit of \(keys)\(of) was taken back before the browser had it."
    case .editConflicted: return conflicted(event, found, keys, of, state)
    default: return brief(event)
    }
  }

  private static func conflicted(
    _ event: SessionEvent, _ found: Value?, _ keys: String, _ of: String, _ state: State
  ) -> String {
    let start = "Not applied: the app changed \(keys)\(of) first."
    guard event.changes.count == 1, let change = event.changes.first,
      case .replace(let old, let new) = change.operation, !state.isHidden(change.path),
      ![old, new, found ?? .null].contains(where: Masking.holdsPlaceholder)
    else { return start + " Look again, then repeat it." }
    func word(_ value: Value) -> String { value.summary(limit: 24) }
    let now = found.flatMap { $0 == old ? nil : " It is \(word($0)) now," } ?? " It is no longer what it was,"
    return "\(start)\(now) was \(word(old)); yours: \(word(new))."
  }

  /// `cart`, `cart and user`, `3 keys`.
  private static func keyNames(_ changes: [Change]) -> String {
    var names: [String] = []
    for change in changes {
      let name = String((change.path.topKey?.string ?? "everything").prefix(24))
      if !names.contains(name) { names.append(name) }
    }
    switch names.count {
    case 0: return "the session"
    case 1: return names[0]
    case 2: return "\(names[0]) and \(names[1])"
    default: return Counted.keys(names.count)
    }
  }

  private static func topKeys(_ changes: [Change]) -> Int { Set(changes.compactMap(\.path.topKey)).count }

  static func text(_ connection: Connection) -> String {
    switch connection {
    case .live: "Connected."
    case .reconnecting: "The target does not answer now, so nothing was written. Try again once the header says live."
    case .gone: "The target is gone, so nothing was written."
    }
  }
}
