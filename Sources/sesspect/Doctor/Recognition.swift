import SessionCodecs
import SessionModel

/// What made the session cookie, as far as it shows.
struct Recognition: Hashable, Sendable {
  var framework: String?
  var format: String?

  init(_ examination: Examination) {
    let cookies = examination.sessionCookies.map(\.cookie).filter { !$0.value.isEmpty }
    let headers = examination.exchanges.map(\.response)
    let server = headers.lazy.compactMap { $0.value("server")?.lowercased() }.first ?? ""
    let powered = headers.lazy.compactMap { $0.value("x-powered-by")?.lowercased() }.first ?? ""
    let names = Set(headers.flatMap(\.cookies).map(\.name))
    let isInItsCookie = cookies.contains { names.contains($0.name + Keygrip.suffix) && Keygrip.data($0.value) != nil }
    format = isInItsCookie ? "cookie-session" : cookies.lazy.compactMap { Self.format($0.value) }.first
    framework =
      if format == "starlette" {
        server.contains("uvicorn") || server.contains("hypercorn") || server.contains("granian")
          ? "Starlette or FastAPI" : "Starlette, FastAPI, or what is compatible with them"
      } else if format == "flask" {
        server.contains("hypercorn") || server.contains("uvicorn") ? "Flask or Quart" : "Flask"
      } else if format == "django"
        || names.contains("sessionid") && (names.contains("csrftoken") || server.hasPrefix("wsgiserver"))
      {
        "Django"
      } else if format == "express" || powered.contains("express") {
        "Express"
      } else if format == "cookie-session" {
        "Express or Koa"
      } else if let known = Self.cookieNames.first(where: { names.contains($0.name) }) {
        known.framework
      } else if format == "laravel" {
        "Laravel"
      } else if powered.contains("php") {
        "PHP"
      } else if format == "rails" {
        "Rails"
      } else if format == "phoenix" {
        "Phoenix"
      } else if names.contains("sessionid") {
        "Django"
      } else if server.contains("werkzeug") {
        "Flask"
      } else if server.contains("uvicorn") {
        "an ASGI app under uvicorn"
      } else {
        nil
      }
  }

  /// What frameworks call the session's cookie where nobody gave it another name.
  static let cookieNames: [(name: String, framework: String)] = [
    ("connect.sid", "Express"), ("laravel_session", "Laravel"), ("CAKEPHP", "CakePHP"), ("ci_session", "CodeIgniter"),
    ("PHPSESSID", "PHP"), ("JSESSIONID", "a Java servlet container"), ("ASP.NET_SessionId", "ASP.NET"),
    (".AspNetCore.Session", "ASP.NET Core"), ("rack.session", "Sinatra, or another app on Rack"),
    ("mojolicious", "Mojolicious"), ("dancer.session", "Dancer"), ("AIOHTTP_SESSION", "aiohttp"),
    ("beaker.session.id", "Beaker"),
  ]

  /// The layout of a cookie's value, also of those that cannot be verified here.
  static func format(_ value: String) -> String? {
    let bytes = Array(value.utf8)
    if let format = CookieFormats.recognise(bytes) { return format.name }
    if value.hasPrefix("SFMyNTY.") || value.hasPrefix("XCP.") || value.hasPrefix("QTEyOEdDTQ.") { return "phoenix" }
    if value.hasPrefix("eyJpdiI6") { return "laravel" }
    if value.hasPrefix("Fe26.2*") { return "iron" }
    if value.contains("--"), value.hasSuffix("%3D") || value.contains("%3D%3D--") || value.contains("=--") {
      return "rails"
    }
    let parts = value.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 3 || parts.count == 5, value.hasPrefix("ey"),
      let head = Base64.decode(String(parts[0])).flatMap({ try? JSONReader.read($0) }),
      head.members?.contains(where: { $0.key == "alg" }) == true
    {
      return parts.count == 3 ? "jwt" : "jwe"
    }
    if let raw = Base64.decode(value), raw.prefix(10).allSatisfy({ (0x30...0x39).contains($0) }), raw.count > 40,
      raw.dropFirst(10).first == UInt8(ascii: "|")
    {
      return "gorilla"
    }
    let isID = value.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    return isID && (16...128).contains(value.utf8.count) ? "id" : nil
  }
}
