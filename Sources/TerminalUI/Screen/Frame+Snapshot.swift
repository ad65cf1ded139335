extension Frame {
  /// The screen as text, one line a row: the first plane of a snapshot.
  /// - Parameter trimmed: Without the blanks at the end of each row.
  public func text(trimmed: Bool = true) -> String {
    plane(trimmed: trimmed, blank: " ") { cell, line in
      for scalar in cell.glyph.scalars { line.append(scalar) }
    }
  }

  /// What the screen means, one letter a column (``Role/letter``): the second plane of a snapshot.
  /// Where a row has an overlay, its letter is shown.
  public func roles(trimmed: Bool = true) -> String {
    plane(trimmed: trimmed, blank: ".") { cell, line in
      for scalar in (cell.overlay ?? cell.role).letter.unicodeScalars { line.append(scalar) }
    }
  }

  private func plane(
    trimmed: Bool, blank: Unicode.Scalar, write: (Cell, inout String.UnicodeScalarView) -> Void
  ) -> String {
    var lines: [String] = []
    for index in 0..<size.rows {
      var line = String.UnicodeScalarView()
      for cell in row(index) where blank == "." || cell.width > 0 { write(cell, &line) }
      while trimmed, line.last == blank { line.removeLast() }
      lines.append(String(line))
    }
    return lines.joined(separator: "\n")
  }
}
