import SessionModel

/// An edit of a session that lives in its browser: made on the next request that presents a cookie without it.
struct PendingEdit: Sendable {
  enum State: String, Sendable {
    /// No request came yet.
    case pending
    /// A response delivered it; whether the browser took it is not known.
    case applied
    /// A request presented a cookie that has it.
    case confirmed
    /// What it was made on was no longer there.
    case conflicted
    case expired
  }

  /// Edits of a session are counted; a cookie has all of them up to its own number.
  let number: Int
  /// Guarded by the old values they hold.
  let changes: [Change]
  let since: Timestamp
  let until: Timestamp
  var state = State.pending

  /// How long an edit waits for its browser.
  static let patience = Duration.seconds(15 * 60)

  /// Whether a cookie without it still gets it.
  func isDue(at now: Timestamp) -> Bool {
    switch state {
    case .pending, .applied, .confirmed: now <= until
    case .conflicted, .expired: false
    }
  }

  /// Shown until the browser has it.
  var isOpen: Bool { state == .pending || state == .applied }
}
