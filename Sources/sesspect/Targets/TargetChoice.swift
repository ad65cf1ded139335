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

  /// One line per app; its workers are one.
  static func running(_ endpoints: [Discovery], at now: Timestamp) -> [TargetChoice] {
    var groups: [[Discovery]] = []
    for endpoint in endpoints {
      if let index = groups.firstIndex(where: { $0[0].isWorker(beside: endpoint) }) {
        groups[index].append(endpoint)
      } else {
        groups.append([endpoint])
      }
    }
    return groups.map { group in
      let first = group[0]
      let age = first.started.map { ", up \((max($0, now) == now ? now - $0 : .zero).compactText)" } ?? ""
      if group.count > 1 {
        return TargetChoice(target: "app:\(first.app)", text: "app:\(first.app)  (\(group.count) processes\(age))")
      }
      // The app's name is the same after a restart. Two of one name are told apart by process, two endpoints of one
      // process by socket.
      let target =
        !first.app.isEmpty && endpoints.count { $0.app == first.app } == 1
        ? "app:\(first.app)"
        : endpoints.count { $0.pid == first.pid } == 1 ? "pid:\(first.pid)" : first.address.description
      return TargetChoice(target: target, text: "\(target)  (process \(first.pid)\(age))")
    }
  }
}

extension Discovery {
  /// Both are processes of one running app.
  func isWorker(beside other: Discovery) -> Bool {
    parent != nil && parent == other.parent && app == other.app && cookie == other.cookie && pid != other.pid
  }
}
