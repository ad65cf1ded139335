import InspectorCore
import SessionModel
import TerminalUI

/// What an edit will make of a key once its browser comes back.
struct PendingKey {
  let change: Change
  let isDelivered: Bool

  /// `→ 2  waits for the browser's next request`, as much of it as there is room for.
  func text(_ values: ValueInk, _ ink: Ink, room: Int) -> SafeText {
    // What was given is what is shown, unless the app has changed it since.
    if isDelivered { return "given to the browser" }
    let what: SafeText =
      switch change.operation {
      case .add(let value, _), .replace(_, let value):
        ink.words("→ ") + values.sample(value, at: change.path, limit: max(4, room / 2))
      case .remove: ink.words("→ ") + "removed"
      case .rename(let name): ink.words("→ ") + ink.data(name.string, limit: 24)
      }
    let states: [SafeText] = ["  waits for the browser's next request", "  waits for its browser", "  waits"]
    return states.lazy.map { what + $0 }.first { $0.columns <= room } ?? what
  }
}

extension KeysPane {
  /// What waits for a line: its own change, or on a folded value one inside it.
  func pending(_ node: KeyNode, _ open: OpenSession) -> PendingKey? {
    guard open.pastIndex == nil else { return nil }
    for edit in state.log.edits[open.id].reversed() {
      let change = edit.changes.last { change in
        change.path == node.path || (!node.isExpanded && node.path.contains(change.path))
      }
      if let change { return PendingKey(change: change, isDelivered: edit.isDelivered) }
    }
    return nil
  }

  /// Keys that an edit adds are not there yet: they are listed below the others.
  func drawPendingKeys(_ open: OpenSession, _ widths: Widths, from first: Int, in canvas: inout Canvas) {
    guard open.pastIndex == nil, let data = state.shownContent?.data else { return }
    let values = ValueInk(state: state, ink: ink)
    var row = first
    for edit in state.log.edits[open.id] where !edit.isDelivered {
      for change in edit.changes where data[change.path] == nil && row < canvas.rows {
        guard case .add = change.operation else { continue }
        let name = ink.data(change.path.description, limit: widths.key)
        canvas.draw(ink.pending, at: Point(column: 1, row: row), role: .statusWarn)
        canvas.draw(
          name.fitted(columns: widths.key - 1, ellipsis: ink.glyphs.ellipsis), at: Point(column: 2, row: row),
          role: .textMuted)
        let column = 2 + widths.key + widths.type + widths.size
        canvas.draw(
          PendingKey(change: change, isDelivered: false).text(values, ink, room: canvas.columns - column - 1),
          at: Point(column: column, row: row), role: .statusWarn)
        row += 1
      }
    }
  }
}
