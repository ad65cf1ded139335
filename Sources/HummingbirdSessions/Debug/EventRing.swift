import SessionModel
import Synchronization

/// The newest events of one endpoint. Requests add to it and must not wait, so what differs between two states of a
/// session is worked out only when somebody reads.
final class EventRing: Sendable {
  static let capacity = 1000

  /// An event and the states of the session that it lies between.
  struct Record: Sendable {
    var event: SessionEvent
    var before: Value?
    var after: Value?

    /// The event with its changes, secrets masked.
    func masked(by masking: Masking) -> SessionEvent {
      var event = event
      if let before, let after {
        event.changes = Diff.changes(from: before, to: after)
        if event.size == nil { event.size = JSONWriter.bytes(after).count }
      }
      event.changes = event.changes.map { $0.masked(by: masking) }
      return event
    }
  }

  /// What a reader missed.
  struct Reading {
    var records: [Record]
    /// The number of the last event there is.
    var last: Int
    /// Events after the asked one that are gone; the first that is left.
    var gap: Int?
  }

  private struct State {
    var records: [Record] = []
    /// Where the oldest record is once the ring is full.
    var start = 0
    var last = 0
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0
  }
  private let state = Mutex(State())

  var last: Int { state.withLock { $0.last } }

  func add(_ event: SessionEvent, from before: Value? = nil, to after: Value? = nil) {
    let waiting = state.withLock { state in
      state.last += 1
      var event = event
      event.number = state.last
      let record = Record(event: event, before: before, after: after)
      if state.records.count < Self.capacity {
        state.records.append(record)
      } else {
        state.records[state.start] = record
        state.start = (state.start + 1) % Self.capacity
      }
      guard !state.waiting.isEmpty else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiting.removeAll(keepingCapacity: true) }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume() }
  }

  /// The events after a number, at most the newest `limit` of them.
  func read(after number: Int, limit: Int = EventRing.capacity) -> Reading {
    state.withLock { state in
      let oldest = state.last - state.records.count + 1
      // A number from the future is from another instance.
      let isForeign = number > state.last
      let first = max(oldest, isForeign ? oldest : number + 1, state.last - limit + 1)
      let records = (max(first, oldest)..<max(first, state.last + 1)).map { number in
        state.records[(state.start + number - oldest) % state.records.count]
      }
      let gap = isForeign || first > number + 1 && state.last > number ? first : nil
      return Reading(records: records, last: state.last, gap: gap)
    }
  }

  /// Returns once there is an event after this number, or the task is cancelled.
  func wait(after number: Int) async {
    let waiter = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          if state.last > number || Task.isCancelled { return true }
          state.waiting[waiter] = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: waiter) }?.resume()
    }
  }
}
