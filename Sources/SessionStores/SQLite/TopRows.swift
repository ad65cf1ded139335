import SessionModel

/// The stretch of an order that a page wants: so many rows from a place on.
struct ScanWindow: Sendable {
  var order: RowOrder
  /// Rows before this place are passed over; nil begins at the start.
  var anchor: RowOrder.Position?
  var includesAnchor = false
  var limit: Int
}

/// The first rows of a window out of all that are offered, in a heap of bounded size.
struct TopRows: Sendable {
  private let limit: Int
  private let descending: Bool
  private let anchor: RowOrder.Position?
  private let includesAnchor: Bool
  /// A binary heap with the last row of the order at its root.
  private var heap: [RowOrder.Position] = []
  /// Offered rows that lie before the window.
  private(set) var before = 0
  /// Offered rows that lie in the window, kept or not.
  private(set) var inside = 0

  init(_ window: ScanWindow) {
    limit = window.limit
    descending = window.order.descending
    anchor = window.anchor
    includesAnchor = window.includesAnchor
  }

  mutating func offer(_ position: RowOrder.Position) {
    if let anchor {
      let isBefore = includesAnchor ? precedes(position, anchor) : !precedes(anchor, position)
      if isBefore {
        before += 1
        return
      }
    }
    inside += 1
    insert(position)
  }

  /// Takes over what another found.
  mutating func merge(_ other: TopRows) {
    before += other.before
    inside += other.inside
    for position in other.heap { insert(position) }
  }

  /// The kept rows in order.
  var sorted: [RowOrder.Position] { heap.sorted { precedes($0, $1) } }

  private func precedes(_ a: RowOrder.Position, _ b: RowOrder.Position) -> Bool {
    a.precedes(b, descending: descending)
  }

  private mutating func insert(_ position: RowOrder.Position) {
    if heap.count < limit {
      heap.append(position)
      var child = heap.count - 1
      while child > 0, precedes(heap[(child - 1) / 2], heap[child]) {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else if let last = heap.first, precedes(position, last) {
      heap[0] = position
      var parent = 0
      while true {
        var greatest = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(heap[greatest], heap[child])
        {
          greatest = child
        }
        if greatest == parent { break }
        heap.swapAt(parent, greatest)
        parent = greatest
      }
    }
  }
}
