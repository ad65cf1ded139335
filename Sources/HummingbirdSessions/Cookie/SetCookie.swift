/// The `Set-Cookie` header, byte for byte as Starlette writes it (starlette/middleware/sessions.py).
struct SetCookie: Sendable {
  /// What browsers keep of a cookie, in bytes (RFC 6265 §6.1).
  static let limit = 4096

  let name: String
  private let beforeAge: String
  private let beforeValue: String
  private let attributes: String
  private let afterAge: String

  init(_ options: SessionOptions) {
    name = options.cookieName
    beforeAge = "; path=\(options.path); "
    beforeValue = options.cookieName + "="
    afterAge =
      "httponly; samesite=\(options.sameSite.rawValue)" + (options.httpsOnly ? "; secure" : "")
      + (options.domain.map { "; domain=\($0)" } ?? "") + (options.partitioned ? "; partitioned" : "")
    attributes = beforeAge + (options.maxAge.map { "Max-Age=\($0); " } ?? "") + afterAge
  }

  func setting(_ value: String) -> String {
    var text = ""
    text.reserveCapacity(beforeValue.utf8.count + value.utf8.count + attributes.utf8.count)
    text += beforeValue
    text += value
    text += attributes
    return text
  }

  /// Makes the browser forget the cookie.
  var clearing: String { beforeValue + "null" + beforeAge + "expires=Thu, 01 Jan 1970 00:00:00 GMT; " + afterAge }

  /// `httponly`, `samesite=lax`, …
  var flags: [String] { afterAge.split(separator: ";").map { String($0.drop { $0 == " " }) } }
}
