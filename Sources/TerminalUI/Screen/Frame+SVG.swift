extension Frame {
  /// The screen as a picture, for documents and `:screenshot`. All text is escaped.
  ///
  /// The terminal's own sixteen colours are shown as xterm's, and its default colours by the
  /// theme's appearance.
  public func svg(theme: Theme, depth: ColorDepth = .rgb) -> String {
    let picture = SVGPicture(frame: self, theme: theme, depth: depth)
    return picture.document
  }
}

/// A frame drawn with `<rect>` and `<text>`, one run of cells alike at a time.
private struct SVGPicture {
  let frame: Frame
  let theme: Theme
  let depth: ColorDepth

  /// In pixels.
  private static let cellWidth = 8.4
  private static let cellHeight = 18
  private static let baseline = 14
  private static let padding = 10

  private var defaults: (front: RGB, back: RGB) {
    theme.appearance == .light
      ? (RGB(30, 30, 30), RGB(255, 255, 255)) : (RGB(222, 222, 222), RGB(18, 18, 18))
  }

  var document: String {
    let width = Double(frame.size.columns) * Self.cellWidth + Double(2 * Self.padding)
    let height = frame.size.rows * Self.cellHeight + 2 * Self.padding
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Self.decimal(width)) \#(height)" font-size="14" "#
        + #"font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" xml:space="preserve">"#,
      // Browsers that heed the one no longer heed the other.
      "<style>text{white-space:pre}</style>",
      #"<rect width="100%" height="100%" rx="6" fill="\#(colors(of: Cell()).back.hex)"/>"#,
    ]
    for row in 0..<frame.size.rows { lines += elements(row: row) }
    if let cursor = frame.cursor {
      lines.append(
        #"<rect x="\#(x(cursor.column))" y="\#(y(cursor.row))" width="\#(Self.decimal(Self.cellWidth))" "#
          + #"height="\#(Self.cellHeight)" fill="\#(colors(of: Cell()).front.hex)" opacity="0.5"/>"#
      )
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func elements(row: Int) -> [String] {
    let cells = Array(frame.row(row))
    var elements: [String] = []
    var start = 0
    while start < cells.count {
      let look = Look(cells[start])
      var end = start + 1
      while end < cells.count, Look(cells[end]) == look { end += 1 }
      elements += run(cells[start..<end], row: row)
      start = end
    }
    return elements
  }

  private func run(_ cells: ArraySlice<Cell>, row: Int) -> [String] {
    guard let first = cells.first else { return [] }
    let style = theme.style(for: first.role, overlay: first.overlay, depth: depth)
    let attributes = style.attributes.union(first.attributes)
    let colors = colors(of: first)
    let width = Self.decimal(Double(cells.count) * Self.cellWidth)
    var elements: [String] = []
    if colors.back != self.colors(of: Cell()).back {
      elements.append(
        #"<rect x="\#(x(cells.startIndex))" y="\#(y(row))" width="\#(width)" height="\#(Self.cellHeight)" "#
          + #"fill="\#(colors.back.hex)"/>"#)
    }
    var text = String.UnicodeScalarView()
    for cell in cells where cell.width > 0 { text.append(contentsOf: cell.glyph.scalars) }
    guard text.contains(where: { $0 != " " }) || attributes.contains(.underline) else {
      return elements
    }
    var look = #"fill="\#(colors.front.hex)""#
    if attributes.contains(.bold) { look += #" font-weight="bold""# }
    if attributes.contains(.italic) { look += #" font-style="italic""# }
    if attributes.contains(.underline) { look += #" text-decoration="underline""# }
    if attributes.contains(.dim) { look += #" opacity="0.6""# }
    elements.append(
      #"<text x="\#(x(cells.startIndex))" y="\#(y(row) + Self.baseline)" textLength="\#(width)" \#(look)>"#
        + Self.escaped(text) + "</text>")
    return elements
  }

  private func colors(of cell: Cell) -> (front: RGB, back: RGB) {
    let style = theme.style(for: cell.role, overlay: cell.overlay, depth: depth)
    let front = style.foreground?.assumedRGB ?? defaults.front
    let back = style.background?.assumedRGB ?? defaults.back
    let isReversed = style.attributes.union(cell.attributes).contains(.reverse)
    return isReversed ? (back, front) : (front, back)
  }

  private func x(_ column: Int) -> String {
    Self.decimal(Double(column) * Self.cellWidth + Double(Self.padding))
  }

  private func y(_ row: Int) -> Int { row * Self.cellHeight + Self.padding }

  /// One digit behind the point.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  private static func escaped(_ text: String.UnicodeScalarView) -> String {
    var result = ""
    for scalar in text {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What decides how a cell looks.
  private struct Look: Equatable {
    var role: Role
    var overlay: Role?
    var attributes: Attributes

    init(_ cell: Cell) {
      role = cell.role
      overlay = cell.overlay
      attributes = cell.attributes
    }
  }
}
