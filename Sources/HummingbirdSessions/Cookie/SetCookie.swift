/// The `Set-Cookie` header, byte for byte as Starlette writes it (starlette/middleware/sessions.py).
struct SetCookie: Sendable {
  /// What browsers keep of a cookie, in bytes (RFC 6265 §6.1).
  static let limit = 4096

  let name: String
  private let beforeAge: String
  private let age: String
  private let afterAge: String

  init(_ options: SessionOptions) {
    name = options.cookieName
    beforeAge = "; path=\(options.path); "
    age = options.maxAge.map { "Max-Age=\($0); " } ?? ""
    afterAge =
      "httponly; samesite=\(options.sameSite.rawValue)" + (options.httpsOnly ? "; secure" : "")
      + (options.domain.map { "; domain=\($0)" } ?? "") + (options.partitioned ? "; partitioned" : "")
  }

  func setting(_ value: String) -> String { name + "=" + value + beforeAge + age + afterAge }

  /// Makes the browser forget the cookie.
  var clearing: String { name + "=null" + beforeAge + "expires=Thu, 01 Jan 1970 00:00:00 GMT; " + afterAge }

  /// `httponly`, `samesite=lax`, …
  var flags: [String] { afterAge.split(separator: ";").map { String($0.drop { $0 == " " }) } }
}
