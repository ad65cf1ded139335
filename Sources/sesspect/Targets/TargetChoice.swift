import DebugProtocol
import SessionModel

/// Something to inspect that was found, not named.
struct TargetChoice: Hashable {
  /// As a TARGET is spelled.
  var target: String
  /// What is shown of it.
  var text: String

  /// Running apps, the newest first, then the session stores of a folder.
  static func find(in folder: String) async throws -> [TargetChoice] {
    try running(EndpointOpener.running(), at: Environment.now)
      + (await LocalStores.find(in: folder).map { TargetChoice(target: $0, text: $0) })
  }

  /// One line per process: workers of one app each keep what they know to themselves, and two apps started from the same
  /// shell look just like workers.
  static func running(_ endpoints: [Discovery], at now: Timestamp) -> [TargetChoice] {
    endpoints.map { endpoint in
      let age = endpoint.started.map { ", up \((max($0, now) == now ? now - $0 : .zero).compactText)" } ?? ""
      // Two endpoints of one process have the socket's name only.
      let target =
        endpoints.count { $0.pid == endpoint.pid } == 1 ? "pid:\(endpoint.pid)" : endpoint.address.description
      return TargetChoice(target: target, text: "\(target)  \(endpoint.app) (running\(age))")
    }
  }
}
