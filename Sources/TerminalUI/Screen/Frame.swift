/// A whole screen as a value: what a view returns and a ``TerminalDevice`` shows.
///
/// ```swift
/// var frame = Frame(size: Size(columns: 80, rows: 24))
/// frame.withCanvas(Rect(frame.size)) { canvas in
///   canvas.draw("Sessions", at: Point(column: 1, row: 0), role: .title)
/// }
/// ```
public struct Frame: Sendable, Equatable {
  /// The extent. Every row has exactly this many columns.
  public let size: Size
  /// Row by row.
  private(set) var cells: [Cell]
  /// Where the terminal's own cursor stands; `nil` hides it.
  public var cursor: Point?
  /// What the view asks of the terminal besides drawing.
  public var modes = TerminalModes()

  /// An empty screen.
  public init(size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: size.columns * size.rows)
  }

  /// A cell. Outside the frame there are blanks, and setting them does nothing.
  public internal(set) subscript(column column: Int, row row: Int) -> Cell {
    get { index(column, row).map { cells[$0] } ?? Cell() }
    set {
      if let index = index(column, row) { cells[index] = newValue }
    }
  }

  /// Draws into a part of the frame.
  /// - Parameter rect: What lies outside the frame is cut off; the canvas keeps its own coordinates.
  @discardableResult
  public mutating func withCanvas<Result>(_ rect: Rect, _ body: (inout Canvas) throws -> Result)
    rethrows -> Result
  {
    var canvas = Canvas(frame: self, bounds: rect)
    // The canvas holds the only copy while it draws, so that drawing does not copy the screen.
    cells = []
    defer { self = canvas.frame }
    return try body(&canvas)
  }

  /// The cells of one row; empty outside the frame.
  func row(_ row: Int) -> ArraySlice<Cell> {
    guard row >= 0, row < size.rows, cells.count == size.columns * size.rows else { return [] }
    return cells[row * size.columns..<(row + 1) * size.columns]
  }

  private func index(_ column: Int, _ row: Int) -> Int? {
    guard column >= 0, column < size.columns, row >= 0, row < size.rows else { return nil }
    return row * size.columns + column
  }
}

/// What a view asks of the terminal besides drawing. The device switches modes when a frame asks
/// for other ones than the frame before, and restores them all at the end.
public struct TerminalModes: Sendable, Equatable {
  /// Mouse events are reported. Selecting text then needs Shift in most terminals.
  public var mouse: Bool
  /// Pasted text arrives as one ``InputEvent/paste(_:)``; without it, as keys that act.
  public var bracketedPaste: Bool

  public init(mouse: Bool = false, bracketedPaste: Bool = true) {
    self.mouse = mouse
    self.bracketedPaste = bracketedPaste
  }
}
