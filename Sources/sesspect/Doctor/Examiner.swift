import SessionCodecs
import SessionModel

/// Makes the requests: GET only, to the address given and the paths named, keeping cookies as a browser would but for
/// what browsers refuse, so that one fault does not hide the next.
struct Examiner: Sendable {
  var curl: Curl
  let now: @Sendable () -> Timestamp

  /// Redirects followed, on the same host.
  static let redirects = 3
  /// How many strangers ask after a signed cookie was seen.
  static let strangers = 4

  func examine(_ target: WebAddress, paths: [WebAddress]) async throws(Curl.Failure) -> Examination {
    var examination = Examination(target: target, exchanges: [])
    var jar: [String: String] = [:]
    for address in [target] + paths + [target] {
      try await visit(address, &jar, &examination)
    }
    // Several processes with a key each show in signatures that differ over the same text.
    if let first = examination.exchanges.first(where: { exchange in
      exchange.sent.isEmpty && exchange.sessionCookies.contains { Self.isSigned($0.value) }
    }) {
      for _ in 0..<Self.strangers {
        let response = try await curl.get(first.address, cookies: [])
        examination.strangers.append(
          .init(address: first.address, sent: [:], response: response, at: now()))
      }
    }
    return examination
  }

  private func visit(
    _ address: WebAddress, _ jar: inout [String: String], _ examination: inout Examination
  ) async throws(Curl.Failure) {
    var address = address
    for _ in 0...Self.redirects {
      let sent = jar
      let response = try await curl.get(
        address, cookies: sent.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
      let time = now()
      examination.exchanges.append(.init(address: address, sent: sent, response: response, at: time))
      for cookie in response.cookies {
        jar[cookie.name] = cookie.isExpired(at: time) ? nil : cookie.value
      }
      guard (300..<400).contains(response.status), response.status != 304,
        let next = response.value("location").flatMap({ address.following($0) }), next.host == address.host
      else { return }
      address = next
    }
  }

  private static func isSigned(_ value: String) -> Bool {
    CookieFormats.recognise(Array(value.utf8)).map { $0.name != "express" } ?? false
  }
}
