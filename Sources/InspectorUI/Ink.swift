import InspectorCore
import SessionModel
import TerminalUI

/// Turns texts into safe ones with the characters the screen may use.
struct Ink {
  let glyphs: Glyphs

  init(_ glyphs: Glyphs) { self.glyphs = glyphs }

  /// Text from a stranger.
  func data(_ text: String) -> SafeText { SafeText(untrusted: text, glyphs: glyphs) }

  /// The beginning of a text from a stranger; the rest is not looked at.
  func data(_ text: String, limit: Int) -> SafeText {
    SafeText(untrusted: text, limit: max(0, limit), glyphs: glyphs)
  }

  /// A sentence of ours. Its ornaments have ASCII forms; names and values inside it are made safe like all data.
  func words(_ text: String) -> SafeText {
    guard glyphs.isASCII else { return SafeText(untrusted: text) }
    var plain = ""
    for character in text { plain += Self.ascii[character] ?? String(character) }
    return SafeText(untrusted: plain, glyphs: glyphs)
  }

  private static let ascii: [Character: String] = [
    "…": "..", "→": "->", "←": "<-", "»": "w", "•": "*", "·": "|", "●": "*", "○": "o", "▸": ">", "▾": "v", "↑": "^",
    "↓": "v", "↵": "Enter",
    "∅": "null", "Δ": "d", "─": "-", "│": "|", "×": "x",
  ]

  /// Gutter: an edit waits for the browser's next request.
  var pending: SafeText { glyphs.isASCII ? "w" : "»" }

  /// `← PUT /cart 200`: the request that caused something; `← edit, PUT /cart 200` where it brought what was edited here.
  func cause(_ event: SessionEvent, limit: Int, namesEdit: Bool = true) -> SafeText {
    guard let request = event.request else {
      let isOperator = [.edit, .user, .bulk, .forge].contains(event.source)
      return isOperator && limit >= 8 ? words("← edited") : .empty
    }
    let status = request.status.map { words(" \($0)") } ?? .empty
    let head = words(namesEdit && event.carriesEdit ? "← edit, " : "← ") + data(request.method, limit: 8) + " "
    let room = limit - head.columns
    guard room >= 4 else { return .empty }
    let path = data(request.path, limit: room + 1)
    // Where it is tight the path is worth more than the status.
    guard path.columns + status.columns <= room || room >= 16 else {
      return head + path.truncated(columns: room, ellipsis: glyphs.ellipsis)
    }
    return head + path.truncated(columns: room - status.columns, ellipsis: glyphs.ellipsis) + status
  }

  /// An id as screens show it.
  func id(_ id: SessionID) -> SafeText { words(id.shortened) }

  /// `[` and a mark before a nested value that can be opened.
  func fold(_ node: KeyNode) -> SafeText {
    guard node.isExpandable else { return .empty }
    return words(node.isExpanded ? "▾ " : "▸ ")
  }
}

extension Canvas {
  /// Draws pieces of text one after the other, each in its role.
  @discardableResult
  mutating func draw(pieces: [(SafeText, Role)], at point: Point) -> Int {
    var column = point.column
    for (text, role) in pieces { column += draw(text, at: Point(column: column, row: point.row), role: role) }
    return column - point.column
  }

  /// A line in the middle of nothing: what to do where there is no data.
  mutating func drawEmpty(_ lines: [SafeText], from row: Int) {
    var row = row
    for line in lines {
      for piece in line.wrapped(columns: max(1, columns - 4), words: true) where row < rows {
        draw(piece, at: Point(column: 2, row: row), role: .textMuted)
        row += 1
      }
    }
  }

  /// What was loaded before the target stopped answering is drawn dim.
  mutating func dimUnlessLive(_ row: Int, _ state: State) {
    guard state.connection != .live else { return }
    add(.dim, to: Rect(column: 0, row: row, columns: columns, rows: 1))
  }

  /// Marks a whole row as the cursor's.
  mutating func cursorRow(_ row: Int, focused: Bool) {
    overlay(Rect(column: 0, row: row, columns: columns, rows: 1), role: focused ? .rowCursor : .rowCursorUnfocused)
  }
}
