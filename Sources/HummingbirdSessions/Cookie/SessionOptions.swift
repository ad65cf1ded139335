import SessionModel

/// How the session cookie is made. The defaults are Starlette's, but for the leeway.
public struct SessionOptions: Sendable {
  /// Whether the cookie is sent along with requests that come from other sites (RFC 6265bis §5.6.7).
  public enum SameSite: String, Sendable {
    /// With links and typed addresses, not with forms, images and scripts of other sites.
    case lax
    /// Never: who follows a link from another site arrives without a session.
    case strict
    /// Always. Browsers take it only together with `httpsOnly`.
    case none
  }

  /// When a session's lifetime begins.
  public enum Expiry: Sendable {
    /// With the last change: reading a session does not keep it alive. As Starlette since 1.0.
    case fixed
    /// With every response to a browser that has a session. As Starlette before 1.0.
    case rolling
  }

  /// What to do about a cookie of more than 4096 bytes, which browsers drop without a word.
  public enum Oversize: Sendable {
    /// Log it and send it all the same.
    case warn
    /// Throw `SessionTooLarge`: the browser gets a 500 and keeps the session it had.
    case refuse
  }

  /// Starlette's `session_cookie`. Two apps on one host need two names, whatever their ports.
  public var cookieName: String
  /// Starlette's `max_age`: seconds; nil for a cookie that ends with the browser and has no age limit.
  public var maxAge: Int?
  /// Only requests below this path bring the cookie.
  public var path: String
  /// Starlette's `same_site`. `none` needs `httpsOnly`.
  public var sameSite: SameSite
  /// Starlette's `https_only`: the cookie is `Secure`, and sent over https only.
  public var httpsOnly: Bool
  /// nil for the host that answered and no other.
  public var domain: String?
  /// Kept apart for every site that embeds this one (CHIPS); needs `httpsOnly`.
  public var partitioned: Bool
  /// When the lifetime of `maxAge` begins.
  public var expiry: Expiry
  /// How far in the future a cookie may have been signed: the clocks of several servers differ. Starlette allows none.
  public var leeway: Duration
  /// What happens to a cookie of more than 4096 bytes.
  public var oversize: Oversize
  /// Where in a session its user is, for lists: `user.id`. Without it the usual places are tried.
  public var userPath: String?

  /// Starlette's defaults, with five seconds of leeway.
  public init(
    cookieName: String = "session", maxAge: Int? = 14 * 24 * 60 * 60, path: String = "/", sameSite: SameSite = .lax,
    httpsOnly: Bool = false, domain: String? = nil, partitioned: Bool = false, expiry: Expiry = .fixed,
    leeway: Duration = .seconds(5), oversize: Oversize = .warn, userPath: String? = nil
  ) {
    self.cookieName = cookieName
    self.maxAge = maxAge
    self.path = path
    self.sameSite = sameSite
    self.httpsOnly = httpsOnly
    self.domain = domain
    self.partitioned = partitioned
    self.expiry = expiry
    self.leeway = leeway
    self.oversize = oversize
    self.userPath = userPath
  }
}

/// A session's cookie would have been larger than browsers keep.
public struct SessionTooLarge: Error, CustomStringConvertible {
  /// Bytes of the header's value.
  public let size: Int
  /// A sentence that says the size and what to do.
  public var description: String {
    "The session cookie would take \(size) bytes; browsers drop cookies of more than \(SetCookie.limit). "
      + "Keep less in the session, or keep sessions on the server: storage: MemorySessionStorage() or "
      + "SQLiteSessionStorage(path:)."
  }
}
