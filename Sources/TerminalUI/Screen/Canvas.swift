/// A part of a ``Frame`` to draw in. Columns and rows count from its own top left; nothing drawn
/// leaves it, at any size.
public struct Canvas {
  var frame: Frame
  /// Where the canvas begins and ends on the frame, before cutting.
  private var bounds: Rect
  /// The part of `bounds` that may be drawn on.
  private var clip: Rect

  init(frame: Frame, bounds: Rect) {
    self.frame = frame
    self.bounds = bounds
    clip = bounds.intersection(Rect(frame.size))
  }

  public var size: Size { bounds.size }
  public var columns: Int { bounds.columns }
  public var rows: Int { bounds.rows }

  /// Draws text on one line.
  ///
  /// A wide glyph that would be cut by an edge is left out, so a row is always exactly as wide as
  /// the screen.
  /// - Parameters:
  ///   - point: Where the text begins; outside the canvas only the part inside is drawn.
  ///   - role: What the text means. Stand-ins for controls are drawn as ``Role/textControl``.
  ///   - attributes: Added to those the theme gives the role.
  ///   - maxColumns: Draws no more columns than this.
  /// - Returns: The columns the text took.
  @discardableResult
  public mutating func draw(
    _ text: SafeText, at point: Point, role: Role = .text, attributes: Attributes = [],
    maxColumns: Int? = nil
  ) -> Int {
    let row = bounds.row.saturatingAdding(point.row)
    let start = bounds.column.saturatingAdding(point.column)
    let end = maxColumns.map { start.saturatingAdding(max(0, $0)) } ?? .max
    var column = start
    for cluster in text.clusters {
      let next = column.saturatingAdding(Int(cluster.width))
      if next > end || column >= clip.endColumn { break }
      if row >= clip.row, row < clip.endRow, column >= clip.column, next <= clip.endColumn {
        var cell = Cell(
          glyph: cluster.glyph, role: cluster.flags.contains(.substitute) ? .textControl : role,
          width: cluster.width)
        cell.attributes = attributes
        place(cell, column: column, row: row)
      }
      column = next
    }
    return column - start
  }

  /// Blanks a part of the canvas in a role.
  public mutating func fill(_ rect: Rect, role: Role = .text) {
    update(rect, splittingWideGlyphs: true) { $0 = Cell(role: role) }
  }

  /// Changes what cells mean and keeps what they show.
  public mutating func setRole(_ rect: Rect, role: Role) {
    update(rect) { $0.role = role }
  }

  /// Lays a meaning over cells, such as the cursor row: their own roles stay visible where the
  /// theme leaves them.
  public mutating func overlay(_ rect: Rect, role: Role?) {
    update(rect) { $0.overlay = role }
  }

  /// Adds attributes to cells.
  public mutating func add(_ attributes: Attributes, to rect: Rect) {
    update(rect) { $0.attributes.formUnion(attributes) }
  }

  /// Draws into a part of this canvas, with its own coordinates.
  @discardableResult
  public mutating func withCanvas<Result>(_ rect: Rect, _ body: (inout Canvas) throws -> Result)
    rethrows -> Result
  {
    let outer = (bounds, clip)
    bounds = rect.offset(columns: bounds.column, rows: bounds.row)
    clip = bounds.intersection(clip)
    defer { (bounds, clip) = outer }
    return try body(&self)
  }

  /// Puts the terminal's cursor in the canvas; outside it the cursor is hidden.
  public mutating func setCursor(_ point: Point) {
    let place = Point(
      column: bounds.column.saturatingAdding(point.column),
      row: bounds.row.saturatingAdding(point.row))
    frame.cursor = clip.contains(place) ? place : nil
  }

  /// The cell at a place of the canvas; a blank outside it.
  public func cell(at point: Point) -> Cell {
    let column = bounds.column.saturatingAdding(point.column)
    let row = bounds.row.saturatingAdding(point.row)
    return clip.contains(Point(column: column, row: row)) ? frame[column: column, row: row] : Cell()
  }

  /// Replaces one narrow glyph, for rules that cross.
  mutating func put(_ glyph: Glyph, at point: Point, role: Role) {
    let column = bounds.column.saturatingAdding(point.column)
    let row = bounds.row.saturatingAdding(point.row)
    guard clip.contains(Point(column: column, row: row)) else { return }
    place(Cell(glyph: glyph, role: role, width: 1), column: column, row: row)
  }

  // MARK: Cells, in the frame's coordinates

  private mutating func place(_ cell: Cell, column: Int, row: Int) {
    splitWideGlyph(column: column, row: row)
    if cell.width == 2 { splitWideGlyph(column: column + 1, row: row) }
    frame[column: column, row: row] = cell
    if cell.width == 2 {
      var half = cell
      half.glyph = .continuation
      half.width = 0
      frame[column: column + 1, row: row] = half
    }
  }

  /// Turns both halves of a wide glyph into blanks before one of them is drawn over.
  private mutating func splitWideGlyph(column: Int, row: Int) {
    let cell = frame[column: column, row: row]
    let first = cell.width == 0 ? column - 1 : column
    guard cell.width != 1 else { return }
    for half in first...first + 1 {
      frame[column: half, row: row].glyph = .space
      frame[column: half, row: row].width = 1
    }
  }

  private mutating func update(
    _ rect: Rect, splittingWideGlyphs: Bool = false, _ change: (inout Cell) -> Void
  ) {
    let part = rect.offset(columns: bounds.column, rows: bounds.row).intersection(clip)
    guard !part.isEmpty else { return }
    for row in part.row..<part.endRow {
      if splittingWideGlyphs {
        splitWideGlyph(column: part.column, row: row)
        splitWideGlyph(column: part.endColumn - 1, row: row)
      }
      for column in part.column..<part.endColumn { change(&frame[column: column, row: row]) }
    }
  }
}
