import Logging
import SessionModel

/// What happens when a session is changed and nobody will save it any more. It keeps no more of the request than it
/// needs.
struct LateChange: Sendable {
  let path: String?
  let logger: Logger
  /// Who is told; nil while nobody may look.
  let losses: (any LostChanges)?

  /// `saved` is what the response saved, `data` what the session is now.
  func report(_ saved: Value, _ data: Value) {
    // The query carries tokens.
    logger.warning(
      "The session was changed after the response had begun; the change is lost. Set it before the handler returns.",
      metadata: ["path": "\(path?.prefix { $0 != "?" } ?? "")"])
    losses?.note(from: saved, to: data, reason: "after-response")
  }
}

/// Notes what a request changed in its session and nobody saved.
protocol LostChanges: Sendable {
  /// `reason` is the protocol's word.
  func note(from saved: Value, to data: Value, reason: String)
}
