/// What a running server says happened: a change of a session with the request that caused it, or a finding.
///
/// Only a debug endpoint reports these; a database tells no more than that something was committed.
public struct SessionEvent: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case created = "session.created"
    case updated = "session.updated"
    case deleted = "session.deleted"
    case revoked = "session.revoked"
    case expired = "session.expired"
    /// Two responses began from the same cookie and only one of them survived. `changes` and `request` are the loser's,
    /// `other` is the request that won.
    case lostUpdate = "session.lost_update"
    /// The session differs at the end of a request from what was saved; `reason` says how that came.
    case unsavedChange = "session.unsaved_change"
    /// A response that was under way when its session was deleted did not bring it back.
    case resurrectionBlocked = "session.resurrection_blocked"
    case editPending = "edit.pending"
    case editApplied = "edit.applied"
    case editConfirmed = "edit.confirmed"
    case editConflicted = "edit.conflicted"
    case editExpired = "edit.expired"
    case editCancelled = "edit.cancelled"
    /// A cookie that was not accepted; `reason` says why.
    case cookieRejected = "cookie.rejected"
    case cookieTooLarge = "cookie.too_large"
    case sessionsCleared = "sessions.cleared"
    /// Somebody used the endpoint's own powers; `action` says which.
    case audit
  }

  /// Who changed the session.
  public enum Source: String, Sendable, Hashable, CaseIterable { case app, edit, observed, forge, user, bulk }

  /// Increasing within one instance of the server.
  public var number: Int
  public var at: Timestamp
  public var kind: Kind
  public var session: SessionID?
  /// How often the session has changed, the first time being 1.
  public var revision: Int?
  public var source: Source?
  /// The request that caused it.
  public var request: CausingRequest?
  public var changes: [Change]
  /// Bytes of the cookie or the payload.
  public var size: Int?
  /// A word of the protocol: `bad-signature`, `nested-in-place`.
  public var reason: String?
  /// More about the reason, as text of the server's.
  public var detail: String?
  /// The other request of a lost update.
  public var other: CausingRequest?
  /// Of an audit: `reveal`, `edit`, `delete`.
  public var action: String?

  public init(
    number: Int, at: Timestamp, kind: Kind, session: SessionID? = nil, revision: Int? = nil, source: Source? = nil,
    request: CausingRequest? = nil, changes: [Change] = [], size: Int? = nil, reason: String? = nil,
    detail: String? = nil, other: CausingRequest? = nil, action: String? = nil
  ) {
    self.number = number
    self.at = at
    self.kind = kind
    self.session = session
    self.revision = revision
    self.source = source
    self.request = request
    self.changes = changes
    self.size = size
    self.reason = reason
    self.detail = detail
    self.other = other
    self.action = action
  }
}

/// An HTTP request of the app's, as far as it is recorded: never its query, which carries tokens.
public struct CausingRequest: Sendable, Hashable {
  public var method: String
  public var path: String
  public var status: Int?
  /// Address of the browser.
  public var client: String?
  public var milliseconds: Double?

  public init(method: String, path: String, status: Int? = nil, client: String? = nil, milliseconds: Double? = nil) {
    self.method = method
    self.path = path
    self.status = status
    self.client = client
    self.milliseconds = milliseconds
  }
}

extension CausingRequest: CustomStringConvertible {
  /// `GET /cart 200`
  public var description: String { "\(method) \(path)" + (status.map { " \($0)" } ?? "") }
}

extension SessionEvent {
  /// Something is wrong with the app, a browser or a cookie: what a developer has to look at.
  public var isFinding: Bool {
    switch kind {
    case .lostUpdate, .unsavedChange, .cookieRejected, .cookieTooLarge: true
    default: false
    }
  }
}
