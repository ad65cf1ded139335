import InspectorCore
import SessionModel
import TerminalUI

/// One finding in full: what happened, why, what to do.
struct FindingOverlay {
  let state: State
  let finding: FindingState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(row: 0, title: "Finding", role: .borderFocus, glyphs: ink.glyphs)
    let height = max(0, canvas.rows - 1)
    let indent = canvas.columns < 60 ? 11 : 18
    let lines = lines(columns: max(1, min(100, canvas.columns - indent - 2)))
    let first = min(finding.first, max(0, lines.count - height))
    for (row, line) in lines.dropFirst(first).prefix(height).enumerated() {
      canvas.draw(ink.words(line.name), at: Point(column: 2, row: row + 1), role: .textMuted, maxColumns: indent - 3)
      canvas.draw(line.text, at: Point(column: indent, row: row + 1))
    }
  }

  private func lines(columns: Int) -> [(name: String, text: SafeText)] {
    var lines: [(String, SafeText)] = []
    func add(_ name: String, _ text: SafeText) {
      for (index, piece) in text.wrapped(columns: columns, words: true).enumerated() {
        lines.append((index == 0 ? name : "", piece))
      }
    }
    let words = FindingWords(finding.line)
    add("cause", ink.words(words.cause))
    if !words.fix.isEmpty { add("fix", ink.words(words.fix)) }
    if let detail = words.detail { add("detail", ink.data(detail, limit: 400)) }
    guard case .event(let event) = finding.line else { return lines }
    lines.append(("", .empty))
    add("when", ink.words("\(Times.full(event.at)) UTC, \(Times.relative(event.at, state.now))"))
    if let id = event.session { add("session", ink.id(id) + ink.words("  (Enter goes there)")) }
    if let request = event.request { add("request", describe(request)) }
    if let other = event.other { add("the other", describe(other)) }
    for change in event.changes.prefix(20) { add("change", describe(change)) }
    if let size = event.size { add("size", ink.words("\(size) bytes")) }
    return lines
  }

  private func describe(_ request: CausingRequest) -> SafeText {
    var text = ink.data(request.method, limit: 8) + " " + ink.data(request.path, limit: 200)
    if let status = request.status { text += ink.words("  \(status)") }
    if let time = request.milliseconds { text += ink.words("  \(Times.milliseconds(time))") }
    if let client = request.client { text += "  " + ink.data(client, limit: 60) }
    return text
  }

  private func describe(_ change: Change) -> SafeText {
    let values = ValueInk(state: state, ink: ink)
    let path = ink.data(change.path.description, limit: 60) + "  "
    func both(_ old: Value?, _ new: Value?) -> SafeText {
      path + values.sample(old, at: change.path, limit: 60) + " " + ink.glyphs.arrow + " "
        + values.sample(new, at: change.path, limit: 60)
    }
    return switch change.operation {
    case .add(let value, _): both(nil, value)
    case .remove(let old, _): both(old, nil)
    case .replace(let old, let new): both(old, new)
    case .rename(let name): path + ink.glyphs.arrow + " " + ink.data(name.string, limit: 60)
    }
  }
}
