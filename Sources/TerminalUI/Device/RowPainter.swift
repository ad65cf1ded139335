import CTerminal

/// Turns cells into what curses draws: roles into colour pairs and attributes.
struct RowPainter {
  /// Another theme makes all rows look different.
  var theme: Theme {
    didSet { looks = [:] }
  }
  /// The row painted last.
  private(set) var row: [ct_cell] = []
  private let depth: ColorDepth
  private let colors: ColorNumbers
  private var looks: [LookKey: Look] = [:]

  /// Everything about a cell that decides how it looks.
  private struct LookKey: Hashable {
    var role: Role
    var overlay: Role?
    var attributes: Attributes
  }

  private struct Look {
    var pair: Int32
    var attributes: UInt8
  }

  init(theme: Theme, depth: ColorDepth, colors: ColorNumbers) {
    self.theme = theme
    self.depth = depth
    self.colors = colors
  }

  /// Paints a row, cut or filled up with blanks to a number of columns.
  mutating func paint(_ cells: ArraySlice<Cell>, columns: Int) {
    row.removeAll(keepingCapacity: true)
    for cell in cells.prefix(columns) { row.append(painted(cell)) }
    if row.count < columns {
      row.append(contentsOf: repeatElement(painted(Cell()), count: columns - row.count))
    }
  }

  private mutating func painted(_ cell: Cell) -> ct_cell {
    let look = look(of: cell)
    var result = ct_cell()
    result.scalars.0 = cell.glyph.base.value
    if let mark = cell.glyph.mark(0) {
      result.scalars.1 = mark.value
      result.scalars.2 = cell.glyph.mark(1)?.value ?? 0
      result.scalars.3 = cell.glyph.mark(2)?.value ?? 0
      result.scalars.4 = cell.glyph.mark(3)?.value ?? 0
    }
    result.pair = look.pair
    result.attributes = look.attributes
    result.width = cell.width
    return result
  }

  private mutating func look(of cell: Cell) -> Look {
    let key = LookKey(role: cell.role, overlay: cell.overlay, attributes: cell.attributes)
    if let known = looks[key] { return known }
    let style = theme.style(for: cell.role, overlay: cell.overlay, depth: depth)
    var attributes = style.attributes.union(cell.attributes)
    let front = colors.number(of: style.foreground)
    var back = colors.number(of: style.background)
    // With eight colours the cursor's grey may become the black of the text around it.
    if cell.overlay != nil, !attributes.contains(.reverse) {
      let text = theme.style(for: .text, depth: depth)
      if text.background != style.background, colors.number(of: text.background) == back {
        attributes.insert(.reverse)
      }
    }
    if front == back, front != -1 { back = -1 }
    // The bits are those of CT_BOLD and its like, in the same order.
    let look = Look(pair: ct_pair(front, back), attributes: attributes.rawValue)
    looks[key] = look
    return look
  }
}
