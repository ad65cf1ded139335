import SessionModel
import Synchronization

/// The newest events of one endpoint. Requests add to it and must not wait, so what differs between two states of a
/// session is worked out only when somebody reads.
final class EventRing: Sendable {
  static let capacity = 1000

  /// What a reader missed.
  struct Reading {
    var notes: [(number: Int, note: Note)]
    /// The number of the last event there is.
    var last: Int
    /// Events after the asked one that are gone; the first that is left.
    var gap: Int?
  }

  private struct State {
    var notes: [Note] = []
    /// Where the oldest note is once the ring is full.
    var start = 0
    var last = 0
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0
  }
  private let state = Mutex(State())

  var last: Int { state.withLock { $0.last } }

  func add(_ note: Note) {
    let waiting = state.withLock { state in
      state.last += 1
      if state.notes.count < Self.capacity {
        state.notes.append(note)
      } else {
        state.notes[state.start] = note
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
      let oldest = state.last - state.notes.count + 1
      // A number from the future is from another instance.
      let isForeign = number > state.last
      let first = max(oldest, isForeign ? oldest : number + 1, state.last - limit + 1)
      let notes = (max(first, oldest)..<max(first, state.last + 1)).map { number in
        (number: number, note: state.notes[(state.start + number - oldest) % state.notes.count])
      }
      let gap = isForeign || first > number + 1 && state.last > number ? first : nil
      return Reading(notes: notes, last: state.last, gap: gap)
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
