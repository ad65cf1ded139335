import SessionModel
import Synchronization

/// A pass over a whole table for a filter or an order that no index serves, shared by one or two readers.
///
/// The table is cut into stretches of row ids; a reader takes the next one when it is done with its own, and reads it in
/// statements of some 15 ms, so that no read lock lasts and a cancelled search ends at once.
final class TableScan: Sendable {
  let table: SessionTable
  let query: Query
  let now: Timestamp
  let windows: [ScanWindow]
  /// Whether expired rows are counted on the way.
  let countsExpired: Bool
  private let report: @Sendable (Progress, [Page.Row]) -> Void
  private let state: Mutex<State>

  /// Rows with a locator after `start` and up to `end`; nil leaves a side open.
  struct Stretch: Sendable {
    var start: FieldValue?
    var end: FieldValue?
  }

  private struct State: Sendable {
    var stretches: [Stretch]
    var done = 0
    /// Rows there are, for the progress; counted while the scan has begun.
    var total: Int?
    var hits = 0
    var expired = 0
    var top: [TopRows]
    var lastReport = ContinuousClock().now
    var hasShownHits = false
  }

  init(
    _ query: Query, in table: SessionTable, at now: Timestamp, windows: [ScanWindow], countsExpired: Bool,
    stretches: [Stretch], report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) {
    self.query = query
    self.table = table
    self.now = now
    self.windows = windows
    self.countsExpired = countsExpired
    self.report = report
    state = Mutex(State(stretches: stretches.reversed(), top: windows.map(TopRows.init)))
  }

  /// The next stretch nobody has taken.
  func next() -> Stretch? { state.withLock { $0.stretches.popLast() } }

  /// Adds what one statement found. Returns true when it is time to tell how far the scan is.
  func add(rows: Int, hits: Int, expired: Int, _ found: [TopRows]) -> Bool {
    state.withLock { state in
      state.done += rows
      state.hits += hits
      state.expired += expired
      for index in found.indices { state.top[index].merge(found[index]) }
      let now = ContinuousClock().now
      // The first row found is on the screen at once, the others with the next report.
      if state.hits > 0, !state.hasShownHits {
        state.hasShownHits = true
        state.lastReport = now
        return true
      }
      guard state.lastReport.duration(to: now) >= .milliseconds(50) else { return false }
      state.lastReport = now
      return true
    }
  }

  var progress: Progress {
    state.withLock { state in
      Progress(done: state.done, total: state.total.map { max($0, state.done) }, hits: state.hits)
    }
  }
  func counted(_ total: Int) { state.withLock { $0.total = total } }
  var expired: Int { state.withLock { $0.expired } }
  var top: [TopRows] { state.withLock { $0.top } }

  func tell(_ rows: [Page.Row]) { report(progress, rows) }

  /// Cuts the row ids of a table into stretches; a table without them is one.
  static func stretches(from first: Int64, through last: Int64, count: Int64) -> [Stretch] {
    let (span, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, count > 1, span >= count else { return [Stretch()] }
    let width = span / count
    return (0..<count).map { index in
      Stretch(
        start: index == 0 ? nil : .integer(first + width * index - 1),
        end: index == count - 1 ? nil : .integer(first + width * (index + 1) - 1))
    }
  }
}
