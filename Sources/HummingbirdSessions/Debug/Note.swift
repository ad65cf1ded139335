import SessionModel

/// What happened, as long as nobody has asked: the parts of an event, and the two states of the session that it lies
/// between. Requests make one of these each, so that what differs is worked out by whoever reads it.
struct Note: Sendable {
  var kind: SessionEvent.Kind
  var at: Timestamp
  var session: SessionID?
  /// Hides `session` where that is the ID in the browser's cookie: done by whoever reads, it takes longer than the rest.
  var ids: PublicIDs?
  var revision: Int?
  var source: SessionEvent.Source?
  var request: ObservedRequest?
  var size: Int?
  var before: Value?
  var after: Value?
  var more: More?

  /// What few events have.
  final class More: Sendable {
    let changes: [Change]
    let reason: String?
    let detail: String?
    let other: ObservedRequest?
    let action: String?

    init(
      changes: [Change] = [], reason: String? = nil, detail: String? = nil, other: ObservedRequest? = nil,
      action: String? = nil
    ) {
      self.changes = changes
      self.reason = reason
      self.detail = detail
      self.other = other
      self.action = action
    }
  }

  /// The event with its changes, secrets masked.
  func event(_ number: Int, masking: Masking) -> SessionEvent {
    var event = SessionEvent(
      number: number, at: at, kind: kind, session: session.map { ids?.hidden($0) ?? $0 }, revision: revision,
      source: source,
      request: request?.causing, changes: more?.changes ?? [], size: size, reason: more?.reason, detail: more?.detail,
      other: more?.other?.causing, action: more?.action)
    if let before, let after {
      event.changes = Diff.changes(from: before, to: after)
      if event.size == nil { event.size = JSONWriter.bytes(after).count }
    }
    event.changes = event.changes.map { $0.masked(by: masking) }
    return event
  }
}
