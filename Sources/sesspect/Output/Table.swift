import TerminalUI

/// Rows of text in columns that fit the width at hand.
struct Table {
  struct Column {
    var title: SafeText
    var alignment: Alignment = .left
    /// Dropped when the width runs out, the highest number first; 0 stays.
    var dropOrder = 0
    /// Never cut below this.
    var minimum = 6
    /// Gets what is left over, or gives up what is missing.
    var isElastic = false
  }

  var columns: [Column]
  var rows: [[SafeText]] = []

  private static let gap = SafeText.spaces(2)

  /// The lines, the titles first. Columns without a word in them are left out.
  func lines(width: Int) -> [SafeText] {
    var shown = columns.indices.filter { index in
      columns[index].dropOrder == 0 || rows.contains { !$0[index].isEmpty }
    }
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].title.columns) { max($0, $1[index].columns) }
    }
    func total() -> Int { shown.reduce(0) { $0 + widths[$1] } + Self.gap.columns * max(0, shown.count - 1) }
    while total() > width {
      if let elastic = shown.filter({ columns[$0].isElastic && widths[$0] > columns[$0].minimum }).max(by: {
        widths[$0] < widths[$1]
      }) {
        widths[elastic] = max(columns[elastic].minimum, widths[elastic] - (total() - width))
      } else if let dropped = shown.filter({ columns[$0].dropOrder > 0 }).max(by: {
        columns[$0].dropOrder < columns[$1].dropOrder
      }) {
        shown.removeAll { $0 == dropped }
      } else {
        break
      }
    }
    func line(_ cells: [SafeText]) -> SafeText {
      let fitted = shown.map { index in
        index == shown.last && columns[index].alignment == .left
          ? cells[index].truncated(columns: widths[index])
          : cells[index].fitted(columns: widths[index], align: columns[index].alignment)
      }
      return SafeText.joined(fitted, separator: Self.gap)
    }
    return [line(columns.map(\.title))] + rows.map(line)
  }
}
