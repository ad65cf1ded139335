/// Something a running server noticed that will hurt: what it is, where it comes from and what to do about it.
///
/// The one table of these sentences: `watch`, `doctor` and the inspector all say the same.
///
/// ```swift
/// if let finding = Finding(event) { print(finding.cause, finding.fix) }
/// ```
public struct Finding: Sendable, Hashable {
  /// The protocol's word for it.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    // Why a cookie was not accepted
    case badSignature = "bad-signature"
    case wrongSecret = "wrong-secret"
    case expired
    case clockSkew = "clock-skew"
    case undecodable
    // Why a change is not in the session
    case nestedInPlace = "nested-in-place"
    case afterResponse = "after-response"
    case webSocket = "websocket"
    case unhandledError = "unhandled-error"
    case lostUpdate = "session.lost_update"
    case cookieTooLarge = "cookie.too_large"
    // Settings
    case weakSecret = "weak-secret"
    case secureOnHTTP = "secure-on-http"
    case sameSiteNoneWithoutSecure = "samesite-none-without-secure"
    case duplicateCookieName = "duplicate-cookie-name"
    case cookieNameShared = "cookie-name-shared-on-localhost"
    case severalWorkers = "several-workers"
  }

  public var code: Code
  /// What the server adds: which word, which process.
  public var detail: String?

  public init(_ code: Code, detail: String? = nil) {
    self.code = code
    self.detail = detail.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What an event reports; nil where it is no finding, or one of a newer server's.
  public init?(_ event: SessionEvent) {
    switch event.kind {
    case .lostUpdate: self.init(.lostUpdate, detail: event.detail)
    case .cookieTooLarge: self.init(.cookieTooLarge, detail: event.detail)
    case .cookieRejected, .unsavedChange:
      guard let code = event.reason.flatMap(Code.init(rawValue:)) else { return nil }
      self.init(code, detail: event.detail)
    default: return nil
    }
  }
}

extension Finding.Code {
  /// What happened, in one sentence.
  public var cause: String {
    switch self {
    case .badSignature:
      "The cookie's signature does not fit the secret key, so the app began an empty session."
    case .wrongSecret:
      "The cookie was signed with another secret key: the key has changed since, or another process has its own."
    case .expired: "The cookie is older than the session's max_age, so the app began an empty session."
    case .clockSkew: "The cookie was signed in the future: the clocks of two machines differ."
    case .undecodable: "The cookie is signed correctly, but what it holds cannot be read as a session."
    case .nestedInPlace:
      "A value inside the session was changed in place, which the framework does not notice, so it was not saved."
    case .afterResponse:
      "The session was changed after the response had begun, when its cookie was already on its way."
    case .webSocket: "The session was changed in a WebSocket, which cannot set a cookie."
    case .unhandledError: "The handler failed after it changed the session, so the change was not saved."
    case .lostUpdate:
      "Two requests of one browser ran at once and each saved the whole session: the slower overwrote the other."
    case .cookieTooLarge: "The cookie is over 4096 bytes; browsers drop it without a word, and the session is lost."
    case .weakSecret: "The secret key can be guessed, so anyone can sign a session of their own."
    case .secureOnHTTP: "The cookie is marked Secure and the app is reached by http, so browsers do not send it back."
    case .sameSiteNoneWithoutSecure: "The cookie is SameSite=None without Secure, which browsers refuse."
    case .duplicateCookieName: "Two session middlewares use one cookie name, and each overwrites the other's session."
    case .cookieNameShared:
      "Another app on this host uses the same cookie name; browsers send a host's cookies to all of its ports."
    case .severalWorkers: "The app runs in several processes, and each knows only the requests that it served."
    }
  }

  /// What to do about it, in one sentence.
  public var fix: String {
    switch self {
    case .badSignature:
      "Give all processes the same key; if the key is right, somebody changed the cookie or another app set it."
    case .wrongSecret:
      "Keep the key in a file or a variable that survives restarts; 'sesspect secret' makes one."
    case .expired: "Log in again, or raise max_age where sessions should live longer."
    case .clockSkew: "Set the clocks by NTP."
    case .undecodable: "Delete the cookie in the browser; give an app that signs in another format its own cookie name."
    case .nestedInPlace:
      "Assign the changed value to its key again: session[\"cart\"] = cart."
    case .afterResponse: "Change the session before the response begins, not in a background task or a streamed body."
    case .webSocket: "Change the session in an HTTP request, or keep it in a server-side store."
    case .unhandledError: "Catch the error in the handler, or change the session only after what can fail."
    case .lostUpdate: "Send such requests one after the other, or keep sessions in a store that merges key by key."
    case .cookieTooLarge: "Keep less in the session, an id instead of the object, or use a server-side store."
    case .weakSecret: "Use 32 random bytes: 'sesspect secret' makes such a key."
    case .secureOnHTTP: "Use https, or leave Secure out while developing (https_only=False)."
    case .sameSiteNoneWithoutSecure: "Add Secure (https_only=True), or use SameSite=Lax."
    case .duplicateCookieName: "Remove one of them, or give each its own session_cookie name."
    case .cookieNameShared: "Give each app its own session_cookie name."
    case .severalWorkers: "Attach to the app by its name, which takes all its processes together, or run one worker."
    }
  }
}

extension Finding {
  /// One sentence on what happened.
  public var cause: String { code.cause }
  /// One sentence on what to do.
  public var fix: String { code.fix }
}
