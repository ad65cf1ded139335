import Logging
import SessionModel

/// What happens when a session is changed and nobody will save it any more. It keeps no more of the request than it
/// needs.
struct LateChange: Sendable {
  let path: String?
  let logger: Logger
  var registry: CookieRegistry?
  var visit: CookieRegistry.Visit?

  func report(_ data: Value) {
    // The query carries tokens.
    logger.warning(
      "The session was changed after the response had begun; the change is lost. Set it before the handler returns.",
      metadata: ["path": "\(path?.prefix { $0 != "?" } ?? "")"])
    if let visit { registry?.lost(visit, to: data, reason: "after-response") }
  }
}
