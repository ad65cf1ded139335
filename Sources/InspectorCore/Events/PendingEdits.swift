import SessionModel

/// Edits of sessions that live in browsers: each waits for a request of its browser.
public struct PendingEdits: Sendable, Equatable {
  public struct Edit: Sendable, Equatable {
    public var changes: [Change]
    /// The browser was given it and has not shown it back yet.
    public var isDelivered = false
  }

  private var bySession: [SessionID: [Edit]] = [:]
  /// When an edit of a session was last taken back.
  private var cancelled: [SessionID: Timestamp] = [:]

  public subscript(id: SessionID) -> [Edit] { bySession[id] ?? [] }

  /// The change of a top-level key, or of what lies in it, that waits; the latest where there are several.
  public func change(of key: Text, in id: SessionID) -> (change: Change, isDelivered: Bool)? {
    for edit in self[id].reversed() {
      if let change = edit.changes.last(where: { $0.path.topKey == key }) { return (change, edit.isDelivered) }
    }
    return nil
  }

  func wasCancelled(_ id: SessionID, since time: Timestamp) -> Bool { cancelled[id].map { $0 >= time } ?? false }

  mutating func take(_ event: SessionEvent) {
    guard let id = event.session else { return }
    switch event.kind {
    case .editPending: bySession[id, default: []].append(Edit(changes: event.changes))
    case .editApplied:
      if let index = bySession[id]?.firstIndex(where: { $0.touches(event.changes) }) {
        bySession[id]?[index].isDelivered = true
      } else {
        bySession[id, default: []].append(Edit(changes: event.changes, isDelivered: true))
      }
    case .editConfirmed, .editConflicted, .editExpired, .editCancelled:
      if event.kind == .editCancelled { cancelled[id] = event.at }
      var edits = self[id].filter { !$0.touches(event.changes) }
      // What does not name its keys ends all there is.
      if event.changes.isEmpty { edits = [] }
      bySession[id] = edits.isEmpty ? nil : edits
    case .deleted, .revoked: bySession[id] = nil
    case .sessionsCleared: bySession = [:]
    default: break
    }
    if cancelled.count > 256 { cancelled = [:] }
  }
}

extension PendingEdits.Edit {
  fileprivate func touches(_ others: [Change]) -> Bool {
    changes.contains { own in others.contains { own.path.contains($0.path) || $0.path.contains(own.path) } }
  }
}
