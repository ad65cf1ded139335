extension Canvas {
  /// Draws a horizontal line. Where it meets other lines they are joined: `─` and `│` become `┬`.
  ///
  /// A line drawn later knows where it ends itself, but not where the other one ends: draw the long
  /// lines first and those that end at them afterwards.
  public mutating func hline(
    from point: Point, columns count: Int, role: Role = .border, glyphs: Glyphs = .unicode
  ) {
    let start = max(0, point.column)
    let end = min(columns, point.column.saturatingAdding(count))
    guard start < end else { return }
    for column in start..<end {
      var arms = LineArms()
      if column > point.column || count == 1 { arms.insert(.left) }
      if column < end - 1 || count == 1 { arms.insert(.right) }
      line(
        at: Point(column: column, row: point.row), arms: arms, alone: .horizontal, role: role,
        glyphs: glyphs)
    }
  }

  /// Draws a vertical line, joined where it meets others.
  public mutating func vline(
    from point: Point, rows count: Int, role: Role = .border, glyphs: Glyphs = .unicode
  ) {
    let start = max(0, point.row)
    let end = min(rows, point.row.saturatingAdding(count))
    guard start < end else { return }
    for row in start..<end {
      var arms = LineArms()
      if row > point.row || count == 1 { arms.insert(.up) }
      if row < end - 1 || count == 1 { arms.insert(.down) }
      line(
        at: Point(column: point.column, row: row), arms: arms, alone: .vertical, role: role,
        glyphs: glyphs)
    }
  }

  /// Draws the one line a pane has: a horizontal rule with a title at the left and a remark at the
  /// right, as in `─ Sessions ──────── 14 keys ─`. The title goes before the remark when both do not fit.
  public mutating func rule(
    row: Int, title: SafeText = .empty, trailing: SafeText = .empty, role: Role = .border,
    titleRole: Role = .title, trailingRole: Role = .textMuted, glyphs: Glyphs = .unicode
  ) {
    hline(from: Point(column: 0, row: row), columns: columns, role: role, glyphs: glyphs)
    let room = columns - 4
    guard room > 0 else { return }
    let shownTitle = title.truncated(columns: room, ellipsis: glyphs.ellipsis)
    if !shownTitle.isEmpty {
      draw(.spaces(1) + shownTitle + .spaces(1), at: Point(column: 1, row: row), role: titleRole)
    }
    let used = shownTitle.isEmpty ? 0 : shownTitle.columns + 2
    guard !trailing.isEmpty, trailing.columns + 2 <= room + 2 - used else { return }
    draw(
      .spaces(1) + trailing + .spaces(1),
      at: Point(column: columns - 3 - trailing.columns, row: row),
      role: trailingRole)
  }

  private mutating func line(
    at point: Point, arms: LineArms, alone: LineArms, role: Role, glyphs: Glyphs
  ) {
    let cell = cell(at: point)
    let isLine = cell.role == .border || cell.role == .borderFocus
    let crossed = isLine ? LineArms(glyph: cell.glyph) : nil
    let joined = crossed.map { $0 == alone ? alone : arms.union($0) } ?? alone
    put(joined.glyph(glyphs), at: point, role: role)
  }
}

/// The directions in which a line leaves a cell.
private struct LineArms: OptionSet, Hashable {
  let rawValue: UInt8
  static let up = LineArms(rawValue: 1)
  static let right = LineArms(rawValue: 2)
  static let down = LineArms(rawValue: 4)
  static let left = LineArms(rawValue: 8)
  static let horizontal: LineArms = [.left, .right]
  static let vertical: LineArms = [.up, .down]

  /// By raw value. A single arm is drawn as the whole line.
  private static let characters: [Unicode.Scalar] = [
    " ", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼",
  ]

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The arms of a glyph that is part of a line, else `nil`.
  init?(glyph: Glyph) {
    switch glyph.base {
    case "│", "|": self = .vertical
    case "─": self = .horizontal
    case "-": self = .horizontal
    case "+": self = [.horizontal, .vertical]
    default:
      guard let index = Self.characters.firstIndex(of: glyph.base), index > 0 else { return nil }
      self.init(rawValue: UInt8(index))
    }
  }

  func glyph(_ glyphs: Glyphs) -> Glyph {
    guard glyphs.isASCII else { return Glyph(Self.characters[Int(rawValue & 15)]) }
    let crosses = !isDisjoint(with: .horizontal) && !isDisjoint(with: .vertical)
    return Glyph(crosses ? "+" : isDisjoint(with: .vertical) ? "-" : "|")
  }
}
