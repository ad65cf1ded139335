public import DebugProtocol
import Synchronization

/// Which process of an app stands at which place, as the discovery files tell.
///
/// A place outlives its process: the next one that is started takes it.
public final class WorkerPlaces: Sendable {
  private let directory: DiscoveryDirectory
  private let readOnly: Bool
  /// Any of the processes: the others have its app and its cookie.
  private let one: Discovery
  private let state = Mutex(State())

  private struct State {
    /// The instance that stands at a place now, by the one that stood there first.
    var places: [String: String] = [:]
    /// Of processes that are no workers, although they look like it.
    var refused: Set<String> = []

    func isFree(_ process: Discovery) -> Bool {
      !places.values.contains(process.instance) && !refused.contains(process.instance)
    }
  }

  public init(of one: Discovery, in directory: DiscoveryDirectory, readOnly: Bool) {
    self.directory = directory
    self.readOnly = readOnly
    self.one = one
  }

  func endpoint(of process: Discovery) -> Endpoint { Endpoint(process, readOnly: readOnly) }

  /// The endpoint of a process' place: its own, else that of the one that took the place, else of a new one, which
  /// stands nowhere yet.
  public func endpoint(following process: Discovery) -> Endpoint? {
    let running = running
    return state.withLock { state in
      guard let instance = state.places[process.instance] else { return nil }
      if let same = running.first(where: { $0.instance == instance }) { return endpoint(of: same) }
      guard let new = running.first(where: state.isFree) else { return nil }
      state.places[process.instance] = new.instance
      return endpoint(of: new)
    }
  }

  /// Processes that came beside those that stand here and run, where no place waits for them.
  func newcomers() -> [Discovery] {
    let running = running
    return state.withLock { state in
      let standing = running.filter { state.places.values.contains($0.instance) }
      let new = running.filter { process in
        state.isFree(process) && standing.contains { process.isWorker(beside: $0) }
      }
      return Array(new.dropFirst(state.places.count - standing.count))
    }
  }

  /// Gives a process a place; false where it has one.
  @discardableResult public func admit(_ process: Discovery) -> Bool {
    state.withLock { state in
      guard !state.places.values.contains(process.instance) else { return false }
      state.places[process.instance] = process.instance
      return true
    }
  }

  /// Notes that one is no worker; it is no newcomer any more.
  func refuse(_ process: Discovery) { state.withLock { _ = $0.refused.insert(process.instance) } }

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
