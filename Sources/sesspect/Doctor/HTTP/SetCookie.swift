import SessionModel

/// One `Set-Cookie` header as a browser reads it (RFC 6265bis §5.6), before it decides whether to take it.
struct SetCookie: Hashable, Sendable {
  enum SameSite: String, Sendable { case strict, lax, none }

  var name: String
  var value: String
  /// Seconds; a cookie with 0 or less ends at once.
  var maxAge: Int?
  var expires: Timestamp?
  /// Lower case, without the leading dot; nil for a cookie of this host alone.
  var domain: String?
  /// Nil where the header names none that begins with `/`: the default path counts.
  var path: String?
  var isSecure = false
  var isHTTPOnly = false
  var isPartitioned = false
  var sameSite: SameSite?

  /// Nil where a browser ignores the whole header: control characters, or neither name nor value.
  init?(_ header: String) {
    guard !header.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }) else {
      return nil
    }
    let parts = header.split(separator: ";", omittingEmptySubsequences: false)
    let pair = Self.pair(parts[0])
    name = pair.value == nil ? "" : pair.name
    value = pair.value ?? pair.name
    if name.isEmpty, value.isEmpty { return nil }
    for part in parts.dropFirst() {
      let (key, text) = Self.pair(part)
      let value = text ?? ""
      // The user agent ignores attributes that are longer than this.
      guard value.utf8.count <= 1024 else { continue }
      switch key.lowercased() {
      case "expires": HTTPDate.parse(value).map { expires = $0 }
      case "max-age":
        let digits = value.hasPrefix("-") ? value.dropFirst() : value[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { continue }
        maxAge = Int(value) ?? (value.hasPrefix("-") ? 0 : .max)
      case "domain": domain = String(value.hasPrefix(".") ? value.dropFirst() : value[...]).lowercased()
      case "path": path = value.hasPrefix("/") ? value : nil
      case "secure": isSecure = true
      case "httponly": isHTTPOnly = true
      case "partitioned": isPartitioned = true
      case "samesite": sameSite = SameSite(rawValue: value.lowercased())
      default: break
      }
    }
    if domain?.isEmpty == true { domain = nil }
  }

  private static func pair(_ text: Substring) -> (name: String, value: String?) {
    guard let equals = text.firstIndex(of: "=") else { return (trimmed(text), nil) }
    return (trimmed(text[..<equals]), trimmed(text[text.index(after: equals)...]))
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " || text.first == "\t" { text = text.dropFirst() }
    while text.last == " " || text.last == "\t" { text = text.dropLast() }
    return String(text)
  }

  /// Bytes of name and value, for which browsers have one limit together.
  var size: Int { name.utf8.count + value.utf8.count }

  /// Whether it ends the cookie instead of setting it.
  func isExpired(at now: Timestamp) -> Bool {
    if let maxAge { return maxAge <= 0 }
    return expires.map { $0 <= now } ?? false
  }

  /// RFC 6265bis §5.1.4: the URL's path up to its last slash.
  static func defaultPath(of path: String) -> String {
    guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// Whether a browser sends a cookie of `cookiePath` to `path` (RFC 6265bis §5.1.4).
  static func path(_ cookiePath: String, covers path: String) -> Bool {
    path == cookiePath || path.hasPrefix(cookiePath) && (cookiePath.hasSuffix("/") || path.hasPrefix(cookiePath + "/"))
  }

  /// Whether `host` is `domain` or below it (RFC 6265bis §5.1.3).
  static func domain(_ domain: String, matches address: WebAddress) -> Bool {
    address.host == domain || address.host.hasSuffix("." + domain) && !address.isIPAddress
  }
}
