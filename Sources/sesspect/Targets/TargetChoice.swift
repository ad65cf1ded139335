import DebugClient
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
    var apps: [[Discovery]] = []
    for endpoint in try EndpointOpener.running() {
      if let index = apps.firstIndex(where: { $0[0].isWorker(beside: endpoint) }) {
        apps[index].append(endpoint)
      } else {
        apps.append([endpoint])
      }
    }
    var groups: [[Discovery]] = []
    for app in apps {
      let request = TargetRequest(name: app[0].app, address: .app(app[0].app), isReadOnly: true)
      if app.count > 1, let store = try? await EndpointOpener.workers(app, request) {
        await store.close()
        groups.append(app)
      } else {
        groups += app.map { [$0] }
      }
    }
    return running(groups, at: Environment.now)
      + (try await LocalStores.find(in: folder)).map { TargetChoice(target: $0, text: $0) }
  }

  /// One line per app.
  static func running(_ groups: [[Discovery]], at now: Timestamp) -> [TargetChoice] {
    groups.map { group in
      let first = group[0]
      let age = first.started.map { ", up \((max($0, now) == now ? now - $0 : .zero).compactText)" } ?? ""
      // The app's name is the same after a restart. Two of one name are told apart by process, two endpoints of one
      // process by socket.
      let target =
        !first.app.isEmpty && groups.count { $0[0].app == first.app } == 1
        ? "app:\(first.app)"
        : groups.count { $0[0].pid == first.pid } == 1 ? "pid:\(first.pid)" : first.address.description
      let what = group.count > 1 ? "\(group.count) processes" : "process \(first.pid)"
      return TargetChoice(target: target, text: "\(target)  (\(what)\(age))")
    }
  }
}
