/// A place on the screen, counted from 0 at the top left.
public struct Point: Hashable, Sendable {
  public var column: Int
  public var row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// An extent in columns and rows, never negative.
public struct Size: Hashable, Sendable {
  public let columns: Int
  public let rows: Int

  /// The most columns or rows there are; a terminal may claim any number.
  static let limit = 4096

  public init(columns: Int, rows: Int) {
    self.columns = min(max(0, columns), Self.limit)
    self.rows = min(max(0, rows), Self.limit)
  }
}

/// A part of the screen. Its extent is never negative, so taking more away than there is leaves
/// nothing rather than a surprise.
public struct Rect: Hashable, Sendable {
  public let column: Int
  public let row: Int
  public let columns: Int
  public let rows: Int

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// All of a screen or canvas.
  public init(_ size: Size) {
    self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
  }

  public var origin: Point { Point(column: column, row: row) }
  public var size: Size { Size(columns: columns, rows: rows) }
  public var isEmpty: Bool { columns == 0 || rows == 0 }

  /// The first column to the right of the rectangle.
  public var endColumn: Int { column.saturatingAdding(columns) }
  /// The first row below the rectangle.
  public var endRow: Int { row.saturatingAdding(rows) }

  public func contains(_ point: Point) -> Bool {
    point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
  }

  /// What two rectangles have in common, empty when they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(column, other.column)
    let top = max(row, other.row)
    return Rect(
      column: left, row: top, columns: min(endColumn, other.endColumn).saturatingSubtracting(left),
      rows: min(endRow, other.endRow).saturatingSubtracting(top))
  }

  /// The rectangle moved.
  public func offset(columns: Int, rows: Int) -> Rect {
    Rect(
      column: column.saturatingAdding(columns), row: row.saturatingAdding(rows),
      columns: self.columns,
      rows: self.rows)
  }

  /// The top rows and what is left below them.
  public func splitTop(rows count: Int) -> (top: Rect, rest: Rect) {
    let taken = min(max(0, count), rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: taken),
      Rect(column: column, row: row.saturatingAdding(taken), columns: columns, rows: rows - taken)
    )
  }

  /// The bottom rows and what is left above them.
  public func splitBottom(rows count: Int) -> (rest: Rect, bottom: Rect) {
    let parts = splitTop(rows: rows - min(max(0, count), rows))
    return (parts.top, parts.rest)
  }

  /// The leftmost columns and what is left beside them.
  public func splitLeft(columns count: Int) -> (left: Rect, rest: Rect) {
    let taken = min(max(0, count), columns)
    return (
      Rect(column: column, row: row, columns: taken, rows: rows),
      Rect(column: column.saturatingAdding(taken), row: row, columns: columns - taken, rows: rows)
    )
  }
}

extension Int {
  /// Sizes and places come from outside: arithmetic on them stays at the ends of the range.
  func saturatingAdding(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  func saturatingSubtracting(_ other: Int) -> Int {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}
