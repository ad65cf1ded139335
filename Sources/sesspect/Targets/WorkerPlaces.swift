import DebugProtocol
import Synchronization

/// Which process stands at which place of a list of workers.
final class WorkerPlaces: Sendable {
  private let instances: Mutex<[String]>

  init(_ workers: [Discovery]) { instances = Mutex(workers.map(\.instance)) }

  /// The process of a place: the one that stood there, else a new one that stands nowhere yet.
  func place(_ index: Int, among running: [Discovery]) -> Discovery? {
    instances.withLock { instances in
      if let same = running.first(where: { $0.instance == instances[index] }) { return same }
      guard let new = running.first(where: { !instances.contains($0.instance) }) else { return nil }
      instances[index] = new.instance
      return new
    }
  }
}
