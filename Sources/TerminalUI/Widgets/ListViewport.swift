/// Which rows of a list are on the screen.
///
/// ```swift
/// viewport.update(count: sessions.count, selected: cursor, height: canvas.rows)
/// for index in viewport.visible { … }
/// ```
public struct ListViewport: Sendable, Equatable {
  /// The first row shown.
  public private(set) var first: Int
  /// Rows that fit.
  public private(set) var height: Int
  /// Rows there are.
  public private(set) var count: Int
  /// Rows kept between the selected one and the edge, where the list goes on.
  public var margin: Int

  public init(first: Int = 0, margin: Int = 2) {
    self.first = max(0, first)
    self.margin = max(0, margin)
    height = 0
    count = 0
  }

  /// The rows to draw.
  public var visible: Range<Int> { first..<min(count, first.saturatingAdding(height)) }

  /// Scrolls as little as it takes to have the selected row in view, and leaves no blank rows at
  /// the end while there are rows above.
  public mutating func update(count: Int, selected: Int?, height: Int) {
    self.count = max(0, count)
    self.height = max(0, height)
    let last = max(0, self.count - self.height)
    if let selected, self.height > 0, self.count > 0 {
      let row = min(max(0, selected), self.count - 1)
      let margin = min(self.margin, (self.height - 1) / 2)
      first = max(first, row - self.height + 1 + margin)
      first = min(first, row - margin)
    }
    first = min(max(0, first), last)
  }

  /// The viewport after ``update(count:selected:height:)``.
  public func updated(count: Int, selected: Int?, height: Int) -> ListViewport {
    var copy = self
    copy.update(count: count, selected: selected, height: height)
    return copy
  }

  /// Where the thumb of a scroll bar of `height` rows is; `nil` when everything is in view.
  public var thumb: Range<Int>? {
    guard count > height, height > 0 else { return nil }
    let length = max(1, Int(Double(height) * Double(height) / Double(count)))
    let start = Int(Double(first) / Double(count - height) * Double(height - length))
    return start..<start + length
  }
}
