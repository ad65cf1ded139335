import InspectorCore
import SessionModel
import TerminalUI

/// All there is to say about the session and the target. The only screen with the whole id.
struct InfoOverlay {
  let state: State
  let info: InfoState
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.rule(row: 0, title: "Info", role: .borderFocus, glyphs: ink.glyphs)
    let height = max(0, canvas.rows - 1)
    let lines = lines(columns: max(1, canvas.columns - 20))
    let first = min(info.first, max(0, lines.count - height))
    for (row, line) in lines.dropFirst(first).prefix(height).enumerated() {
      canvas.draw(ink.words(line.name), at: Point(column: 2, row: row + 1), role: .textMuted)
      canvas.draw(line.text, at: Point(column: 18, row: row + 1))
    }
  }

  private func lines(columns: Int) -> [(name: String, text: SafeText)] {
    var lines: [(String, SafeText)] = []
    func add(_ name: String, _ text: SafeText) {
      for (index, piece) in text.wrapped(columns: columns).enumerated() {
        lines.append((index == 0 ? name : "", piece))
      }
    }
    func time(_ time: Timestamp?) -> SafeText {
      ink.words(time.map { "\(Times.full($0)) UTC, \(Times.relative($0, state.now))" } ?? "not known")
    }
    if let session = state.selectedSession {
      add("session", ink.data(session.id.text))
      add("user", session.user.map(ink.data) ?? "not known")
      if let client = session.client { add("client", ink.data(client)) }
      add("created", time(session.created))
      add("last seen", time(session.seen))
      if let last = session.last {
        add("last request", ink.data("\(last)") + ink.words(session.hits.map { ", \($0) in all" } ?? ""))
      }
      add("expires", time(session.expires))
      add("size", ink.words("\(ByteSize(session.size)) (\(session.size) bytes)"))
      add("revision", ink.data(session.revision.text))
      if let content = state.shownContent, content.session.id == session.id {
        add("codec", ink.data(content.codec))
        add("editing", content.editObstacle.map { ink.words(Sentences.text($0)) } ?? "possible")
      }
      let history = state.histories[session.id]
      add("recorded", ink.words("\(history.snapshots.count) states, \(history.events.count) changes"))
      lines.append(("", .empty))
    }
    add("target", ink.data(state.info.target))
    add("dialect", ink.data(state.info.dialect))
    add("location", ink.data(state.info.location))
    add("writing", state.info.readOnly.map { ink.words(Sentences.text($0)) } ?? "possible")
    if let count = state.counting.count {
      add(
        "sessions",
        ink.words(
          "\(Counted.grouped(count.active)) active, \(Counted.grouped(count.expired)) expired, "
            + "\(Counted.grouped(count.total)) in all\(count.isExact ? "" : " (estimated)")"))
    }
    for warning in state.info.warnings.sorted(by: { "\($0)" < "\($1)" }) {
      add("note", ink.words(Sentences.text(warning)))
    }
    return lines
  }
}
