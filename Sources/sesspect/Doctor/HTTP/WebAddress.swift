/// An http or https URL, as far as cookies care about it.
struct WebAddress: Hashable, Sendable {
  var isSecure: Bool
  /// Lower case; an IPv6 address without its brackets.
  var host: String
  var port: Int
  /// Begins with `/`.
  var path: String
  /// With its `?`, or empty.
  var query: String

  init?(_ text: String) {
    let lowered = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lowered.hasPrefix) else { return nil }
    isSecure = scheme == "https://"
    let rest = text.dropFirst(scheme.count).prefix { $0 != "#" }
    var authority = rest.prefix { $0 != "/" && $0 != "?" }
    let tail = rest.dropFirst(authority.count)
    // Credentials belong in --header.
    if authority.contains("@") { return nil }
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<end]).lowercased()
      authority = authority[authority.index(after: end)...]
    } else {
      host = String(authority.prefix { $0 != ":" }).lowercased()
      authority = authority.dropFirst(host.count)
    }
    if authority.isEmpty {
      port = isSecure ? 443 : 80
    } else {
      guard authority.first == ":", let number = Int(authority.dropFirst()), (1...65535).contains(number) else {
        return nil
      }
      port = number
    }
    guard !host.isEmpty, text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f }) else { return nil }
    let path = tail.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    query = String(tail.dropFirst(path.count))
  }

  /// `https://shop.test:8443`
  var origin: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(isSecure ? "https" : "http")://\(name)" + (port == (isSecure ? 443 : 80) ? "" : ":\(port)")
  }
  var text: String { origin + path + query }

  /// Another path of the same server.
  func at(_ path: String) -> WebAddress? { WebAddress(origin + (path.hasPrefix("/") ? path : "/" + path)) }

  /// Where a `Location` leads; nil where it is not to be understood.
  func following(_ location: String) -> WebAddress? {
    if location.contains("://") { return WebAddress(location) }
    if location.hasPrefix("//") { return WebAddress((isSecure ? "https:" : "http:") + location) }
    if location.hasPrefix("/") || location.hasPrefix("?") {
      return WebAddress(origin + (location.hasPrefix("?") ? path : "") + location)
    }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return WebAddress(origin + folder + location)
  }

  /// This machine itself, which Chrome and Firefox trust as they do https.
  var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
      || isIPAddress && host.hasPrefix("127.")
  }

  var isIPAddress: Bool {
    if host.contains(":") { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
