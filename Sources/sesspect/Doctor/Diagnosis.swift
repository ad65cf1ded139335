import SessionModel

/// Something the doctor found: facts; the sentences are in `DiagnosisSentences` and, where a running server reports the
/// same, in `Finding`.
struct Diagnosis: Hashable, Sendable {
  enum Severity: String, Sendable, Hashable, CaseIterable { case error, warning, info }

  /// Stable, for scripts. What a debug endpoint knows too has the protocol's word.
  enum Code: String, Sendable, Hashable, CaseIterable {
    case noSessionCookie = "no-session-cookie"
    // The app fails
    case middlewareNotAdded = "middleware-not-added"
    case middlewareOrder = "middleware-order"
    case middlewareSubApp = "middleware-sub-app"
    case middlewareErrorHandler = "middleware-error-handler"
    case itsdangerousMissing = "itsdangerous-missing"
    case sessionReplaced = "session-replaced"
    case notJSON = "value-not-json"
    case noSecretKey = "no-secret-key"
    case djangoMiddleware = "django-middleware-missing"
    case tableMissing = "session-table-missing"
    case serverError = "server-error"
    // Browsers drop the cookie or do not send it back
    case secureOnHTTP = "secure-on-http"
    case secureOnLoopback = "secure-on-localhost"
    case sameSiteNoneWithoutSecure = "samesite-none-without-secure"
    case partitionedWithoutSecure = "partitioned-without-secure"
    case domainMismatch = "domain-mismatch"
    case domainPublicSuffix = "domain-public-suffix"
    case domainLocalhost = "domain-localhost"
    case pathNotCovering = "path-not-covering"
    case hostPrefix = "host-prefix"
    case securePrefix = "secure-prefix"
    case cookieTooLarge = "cookie.too_large"
    case cookieExpired = "cookie-expired"
    case duplicateCookieName = "duplicate-cookie-name"
    // What becomes of the session
    case sessionLost = "session-lost"
    case sessionEmptied = "session-emptied"
    case differentKeys = "different-keys"
    case rolling
    // Clocks, caches, keys
    case clockSkew = "clock-skew"
    case clockDiffers = "clock-differs"
    case varyMissing = "vary-missing"
    case cachedCookie = "cached-cookie"
    case weakSecret = "weak-secret"
  }

  var code: Code
  var severity: Severity
  /// What was seen, without any cookie's value.
  var evidence: String

  init(_ code: Code, _ severity: Severity, _ evidence: String) {
    self.code = code
    self.severity = severity
    self.evidence = evidence
  }
}
