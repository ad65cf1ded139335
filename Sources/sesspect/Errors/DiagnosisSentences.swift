import SessionModel

/// What the doctor says of each finding: the cause in one sentence, and what to do about it. What a running server
/// reports too has its sentences in `Finding`.
extension Diagnosis {
  var cause: String { Finding.Code(rawValue: code.rawValue)?.cause ?? code.ownCause }
  var fix: String { Finding.Code(rawValue: code.rawValue)?.fix ?? code.ownFix }
}

extension Diagnosis.Code {
  /// Empty where `Finding` has the sentence.
  fileprivate var ownCause: String {
    switch self {
    case .noSessionCookie:
      "No answer set a session cookie: nothing was written to the session here, or it is not switched on."
    case .middlewareNotAdded: "No session middleware runs for this path: it was not added to the app that serves it."
    case .middlewareOrder:
      "The session is read in a middleware that runs before SessionMiddleware: of two middlewares, the one added last is the outermost."
    case .middlewareSubApp:
      "Only a part of the app has the session middleware: a mounted sub-app's is not its parent's."
    case .middlewareErrorHandler:
      "The session is read in an error handler that runs outside SessionMiddleware, where a request fails before it."
    case .itsdangerousMissing: "Starlette's sessions need the package itsdangerous, which is not installed."
    case .sessionReplaced:
      "The app replaced request.scope[\"session\"] by a plain dict, which Starlette 1.0 and later cannot save."
    case .notJSON: "A value was put into the session that JSON has no form for, such as a date or an object."
    case .noSecretKey: "The app has no secret key, so its framework keeps no sessions."
    case .djangoMiddleware: "Django's SessionMiddleware is not in MIDDLEWARE, or stands behind what needs it."
    case .tableMissing: "The database has no session table."
    case .serverError: "The app failed, and its answer does not say why; a failed request saves no session."
    case .secureOnLoopback:
      "The cookie is marked Secure and the app is reached by http: Chrome, Firefox and curl send it back to localhost, Safari and most HTTP libraries do not."
    case .partitionedWithoutSecure: "The cookie is Partitioned without Secure, which browsers refuse."
    case .domainMismatch: "The cookie's Domain is not the host's, so browsers refuse it."
    case .domainPublicSuffix: "The cookie's Domain is one under which anybody may have a host, so browsers refuse it."
    case .domainLocalhost: "The cookie has a Domain without a dot, which some browsers refuse."
    case .pathNotCovering: "The cookie's Path does not cover the address that set it, so it is not sent back there."
    case .hostPrefix:
      "A __Host- cookie must be Secure, over https, with Path=/ and without Domain; browsers refuse this one."
    case .securePrefix: "A __Secure- cookie must be Secure and set over https; browsers refuse this one."
    case .cookieExpired: "The cookie has ended when it is set, so browsers drop it at once."
    case .sessionLost:
      "A request that carried a session got a different one: the app did not accept or did not find the first."
    case .sessionEmptied: "The app ended the session, as a logout does."
    case .differentKeys:
      "Several processes serve the app and each signs with a key of its own, so each refuses the others' cookies."
    case .rolling:
      "The cookie is sent again with every answer, as Starlette before 1.0 does: sessions roll on, and of two requests at once the slower one wins."
    case .clockDiffers: "The server's clock and this machine's differ, so that cookies end too early or too late."
    case .varyMissing: "Nothing tells a cache that the answer depends on the cookie."
    case .cachedCookie: "A shared cache may keep this answer and hand one visitor's session cookie to others."
    case .secureOnHTTP, .sameSiteNoneWithoutSecure, .cookieTooLarge, .duplicateCookieName, .clockSkew, .weakSecret: ""
    }
  }

  fileprivate var ownFix: String {
    switch self {
    case .noSessionCookie: "Name a path that writes to the session: --path /login."
    case .middlewareNotAdded:
      "app.add_middleware(SessionMiddleware, secret_key=…), on the app object that is served."
    case .middlewareOrder:
      "Add SessionMiddleware after the other middleware (the last one added runs first), or list it first in middleware=[…]."
    case .middlewareSubApp: "Add SessionMiddleware to the outermost app, and only there."
    case .middlewareErrorHandler:
      "Read the session before what fails, or test 'session' in request.scope; for HTTPException the session is there."
    case .itsdangerousMissing: "pip install itsdangerous"
    case .sessionReplaced: "Change the session in place: request.session.clear(), then request.session.update(…)."
    case .notJSON: "Put in text and numbers: value.isoformat(), str(value), or an id instead of the object."
    case .noSecretKey: "Set one from a file or a variable that survives restarts; 'sesspect secret' makes one."
    case .djangoMiddleware:
      "Put 'django.contrib.sessions.middleware.SessionMiddleware' in front of AuthenticationMiddleware in MIDDLEWARE."
    case .tableMissing: "python manage.py migrate"
    case .serverError:
      "Look at the server's log; with debug=True (Starlette, FastAPI, Flask) or DEBUG=True (Django) this program reads the cause itself."
    case .secureOnLoopback: "Leave Secure out while developing (https_only=False), or use https."
    case .partitionedWithoutSecure: "Add Secure (https_only=True), or leave Partitioned out."
    case .domainMismatch: "Leave Domain out, or name the host's own or a parent domain."
    case .domainPublicSuffix: "Leave Domain out, or name a domain of your own."
    case .domainLocalhost: "Leave Domain out: the cookie then belongs to this host."
    case .pathNotCovering: "Set the cookie's path to / or to the path the app is mounted at."
    case .hostPrefix: "Meet all four conditions, or choose a name without the prefix."
    case .securePrefix: "Set Secure and use https, or choose a name without the prefix."
    case .cookieExpired: "Give it a max_age in the future, and check the server's clock."
    case .sessionLost:
      "Give all processes one secret key and one store that survives restarts, and look whether the handler itself replaces the session."
    case .sessionEmptied: "Nothing, where that was meant."
    case .differentKeys:
      "Read the key from one file or variable for all workers, never make it at start; 'sesspect secret' makes one."
    case .rolling: "Nothing, where that is meant; Starlette 1.0 and later send it only when the session was written to."
    case .clockDiffers: "Set the clocks by NTP."
    case .varyMissing: "Send Vary: Cookie, or Cache-Control: private."
    case .cachedCookie: "Send Cache-Control: private or no-store with what belongs to one visitor."
    case .secureOnHTTP, .sameSiteNoneWithoutSecure, .cookieTooLarge, .duplicateCookieName, .clockSkew, .weakSecret: ""
    }
  }
}
