import InspectorCore
import SessionModel
import TerminalUI

/// The whole value under the keys pane's cursor, and how it came to be.
struct ValuePaneView {
  let state: State
  let ink: Ink

  private var isFocused: Bool { state.focus == .value && state.overlay == nil }

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    guard let node = state.open?.cursorNode, let shown = state.value.shown else {
      canvas.rule(row: 0, title: "3 Value", role: isFocused ? .borderFocus : .border, glyphs: ink.glyphs)
      return
    }
    let isHidden = state.isHidden(node)
    canvas.rule(
      row: 0, title: "3 " + ink.data(node.path.description, limit: max(4, canvas.columns / 2)),
      trailing: trailing(node, shown, isHidden: isHidden), role: isFocused ? .borderFocus : .border,
      glyphs: ink.glyphs)
    let height = max(0, canvas.rows - 1)
    guard !isHidden else {
      canvas.draw(.repeating(ink.glyphs.bullet, count: 8), at: Point(column: 2, row: 1), role: .valueMasked)
      canvas.drawEmpty(["M shows masked values for 30 seconds."], from: 2)
      return
    }
    let lines = lines(of: shown, columns: max(1, canvas.columns - 3), needed: state.value.first + height)
    let first = min(state.value.first, max(0, lines.count - 1))
    let role = ValueInk(state: state, ink: ink).role(node.value)
    var row = 1
    for line in lines.dropFirst(first).prefix(height) {
      canvas.draw(line, at: Point(column: 2, row: row), role: shown.mode == .hex ? .valueBinary : role)
      row += 1
    }
    if shown.isCut, row < canvas.rows {
      canvas.draw(
        ink.words("… the first \(ByteSize(ValueText.limit)) of \(ByteSize(shown.bytes))"),
        at: Point(column: 2, row: row), role: .textMuted)
      row += 1
    }
    drawHistory(of: node, from: row + 1, in: &canvas)
  }

  /// Only as many lines as can be seen are made.
  private func lines(of shown: ValueText.Shown, columns: Int, needed: Int) -> [SafeText] {
    var lines: [SafeText] = []
    // By scalars: as a character, CR LF is something else than LF.
    let sources = shown.text.unicodeScalars.split(
      separator: "\n", maxSplits: max(0, needed) + 1, omittingEmptySubsequences: false)
    for source in sources {
      guard lines.count <= needed else { break }
      let line = SafeText(untrusted: String(source), mode: .block, glyphs: ink.glyphs)
      if state.value.wraps {
        lines += line.wrapped(columns: columns)
      } else {
        lines.append(line.truncated(columns: columns, ellipsis: ink.glyphs.ellipsis))
      }
    }
    return lines
  }

  private func trailing(_ node: KeyNode, _ shown: ValueText.Shown, isHidden: Bool) -> SafeText {
    if isHidden { return "masked" }
    let mode = state.value.mode == .auto && shown.mode == .raw ? "" : "\(shown.mode.rawValue) · "
    let fit = shown.doesNotFit ? "(does not fit) · " : ""
    return ink.words("\(node.value.kind.rawValue) · \(mode)\(fit)\(ByteSize(shown.bytes))")
  }

  /// The last changes of this value, where there is room below it.
  private func drawHistory(of node: KeyNode, from row: Int, in canvas: inout Canvas) {
    guard row + 1 < canvas.rows else { return }
    let events = state.timelineEvents(TimelineState(path: node.path))
    guard !events.isEmpty else { return }
    let times = events.count == 1 ? "once" : "\(events.count)×"
    canvas.draw(ink.words("changed \(times) while watched"), at: Point(column: 2, row: row), role: .textMuted)
    let values = ValueInk(state: state, ink: ink)
    for (offset, event) in events.prefix(max(0, canvas.rows - row - 1)).enumerated() {
      let reported = state.open.flatMap { state.cause(of: event, in: $0.id) }
      let room = max(4, (canvas.columns - 16 - (reported == nil ? 0 : 20)) / 2)
      let used = canvas.draw(
        pieces: [
          (ink.words(Times.clock(event.time)) + "  ", .textMuted),
          (values.sample(event.old, at: event.path, limit: room), .diffRemoved),
          (" " + ink.glyphs.arrow + " ", .textMuted),
          (values.sample(event.new, at: event.path, limit: room), .diffAdded),
        ], at: Point(column: 2, row: row + 1 + offset))
      guard let reported else { continue }
      let cause = ink.cause(reported, limit: canvas.columns - used - 6)
      canvas.draw(cause, at: Point(column: 4 + used, row: row + 1 + offset), role: .textMuted)
    }
  }
}
