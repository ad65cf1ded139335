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
  private let state: Mutex<State>

  private struct State {
    /// By place; nil where a newcomer did not stay.
    var instances: [String?]
    /// Of processes that are no workers, although they look like it.
    var refused: Set<String> = []

    func isFree(_ process: Discovery) -> Bool {
      !instances.contains(process.instance) && !refused.contains(process.instance)
    }
  }

  /// `workers` has one process at least.
  public init(_ workers: [Discovery], in directory: DiscoveryDirectory, readOnly: Bool) {
    self.directory = directory
    self.readOnly = readOnly
    one = workers[0]
    state = Mutex(State(instances: workers.map(\.instance)))
  }

  func endpoint(of process: Discovery) -> Endpoint { Endpoint(process, readOnly: readOnly) }

  /// The endpoint of a place: that of the process that stood there, else of a new one that stands nowhere yet.
  public func endpoint(at place: Int) -> Endpoint? {
    let running = running
    return state.withLock { state in
      if let same = running.first(where: { $0.instance == state.instances[place] }) { return endpoint(of: same) }
      guard let new = running.first(where: state.isFree) else { return nil }
      state.instances[place] = new.instance
      return endpoint(of: new)
    }
  }

  /// Processes that came beside those that stand here and run, where no place waits for them.
  func newcomers() -> [Discovery] {
    let running = running
    return state.withLock { state in
      let standing = running.filter { state.instances.contains($0.instance) }
      let new = running.filter { process in
        state.isFree(process) && standing.contains { process.isWorker(beside: $0) }
      }
      let vacant = state.instances.count { $0 != nil } - standing.count
      return Array(new.dropFirst(vacant))
    }
  }

  /// A place for a newcomer.
  func admit(_ process: Discovery) -> Int {
    state.withLock { state in
      state.instances.append(process.instance)
      return state.instances.count - 1
    }
  }

  /// Gives up the place of one that cannot be attached to; it is a newcomer again.
  func release(_ place: Int) { state.withLock { $0.instances[place] = nil } }

  /// Gives up the place of one that turned out to be no worker; it is not one again.
  func refuse(_ place: Int) {
    state.withLock { state in
      if let instance = state.instances[place] { state.refused.insert(instance) }
      state.instances[place] = nil
    }
  }

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
