import SessionCodecs
import SessionModel

/// What was asked of an app and what it answered: all that the checks go by.
struct Examination: Sendable {
  /// One request and its answer.
  struct Exchange: Sendable {
    var address: WebAddress
    /// The cookies the request carried, by name.
    var sent: [String: String]
    var response: HTTPResponse
    /// When the answer had come.
    var at: Timestamp

    /// `GET /cart → 500`
    var text: String { "GET \(address.path) → \(response.status)" }
    /// The session cookies it set.
    var sessionCookies: [SetCookie] { response.cookies.filter { SessionCookie.isLikely($0.name, $0.value) } }
  }

  var target: WebAddress
  /// In the order they were made; redirects are exchanges of their own.
  var exchanges: [Exchange]
  /// The same request again without cookies, as other browsers would make it.
  var strangers: [Exchange] = []

  /// Session cookies that were set to something, each with the exchange that did.
  var sessionCookies: [(exchange: Exchange, cookie: SetCookie)] {
    (exchanges + strangers).flatMap { exchange in exchange.sessionCookies.map { (exchange, $0) } }
  }

  /// The same, each name and set of attributes once.
  var distinctCookies: [(exchange: Exchange, cookie: SetCookie)] {
    var seen: Set<SetCookie> = []
    return sessionCookies.filter { _, cookie in
      var attributes = cookie
      attributes.value = ""
      attributes.expires = nil
      return !cookie.value.isEmpty && seen.insert(attributes).inserted
    }
  }
}

/// Which cookies are sessions.
enum SessionCookie {
  private static let others = ["csrf", "xsrf", "locale", "lang", "theme", "consent", "flash", "messages"]
  private static let words = ["sess", "sid", "auth", "login"]

  /// By what it holds, else by its name.
  static func isLikely(_ name: String, _ value: String) -> Bool {
    let lowered = name.lowercased()
    if lowered.hasSuffix(Keygrip.suffix) { return false }
    if Recognition.cookieNames.contains(where: { $0.name == name }) { return true }
    if others.contains(where: lowered.contains), !lowered.contains("sess") { return false }
    if let format = CookieFormats.recognise(Array(value.utf8)), format.name != "itsdangerous" { return true }
    return words.contains(where: lowered.contains)
  }
}
