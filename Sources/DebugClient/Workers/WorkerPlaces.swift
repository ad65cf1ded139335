public import DebugProtocol
import Synchronization

/// Which process of an app stands at which place of a list, as the discovery files tell.
///
/// A place outlives its process: the next one that is started takes it.
public final class WorkerPlaces: Sendable {
  private let directory: DiscoveryDirectory
  private let readOnly: Bool
  /// Any of the processes: the others have its app and its cookie.
  private let one: Discovery
  /// By place; nil where a newcomer did not stay.
  private let instances: Mutex<[String?]>

  /// `workers` has one process at least.
  public init(_ workers: [Discovery], in directory: DiscoveryDirectory, readOnly: Bool) {
    self.directory = directory
    self.readOnly = readOnly
    one = workers[0]
    instances = Mutex(workers.map(\.instance))
  }

  func endpoint(of process: Discovery) -> Endpoint { Endpoint(process, readOnly: readOnly) }

  /// The endpoint of a place: that of the process that stood there, else of a new one that stands nowhere yet.
  public func endpoint(at place: Int) -> Endpoint? {
    let running = running
    return instances.withLock { instances in
      if let same = running.first(where: { $0.instance == instances[place] }) { return endpoint(of: same) }
      guard let new = running.first(where: { !instances.contains($0.instance) }) else { return nil }
      instances[place] = new.instance
      return endpoint(of: new)
    }
  }

  /// Processes that came beside those that stand here and run, where no place waits for them.
  func newcomers() -> [Discovery] {
    let running = running
    return instances.withLock { instances in
      let standing = running.filter { instances.contains($0.instance) }
      let strangers = running.filter { stranger in
        !instances.contains(stranger.instance) && standing.contains { stranger.isWorker(beside: $0) }
      }
      let vacant = instances.count { $0 != nil } - standing.count
      return Array(strangers.dropFirst(vacant))
    }
  }

  /// A place for a newcomer.
  func admit(_ process: Discovery) -> Int {
    instances.withLock { instances in
      instances.append(process.instance)
      return instances.count - 1
    }
  }

  /// Gives up the place of a newcomer that cannot be attached to; it is one again.
  func release(_ place: Int) { instances.withLock { $0[place] = nil } }

  private var running: [Discovery] {
    ((try? directory.endpoints()) ?? []).filter { $0.app == one.app && $0.cookie == one.cookie }
  }
}

extension Discovery {
  /// Both are processes of one running app.
  public func isWorker(beside other: Discovery) -> Bool {
    parent != nil && parent == other.parent && app == other.app && cookie == other.cookie && pid != other.pid
  }
}
