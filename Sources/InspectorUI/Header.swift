import InspectorCore
import SessionModel
import TerminalUI

/// The top line: where am I, and can I hurt something here.
struct Header {
  let state: State
  let form: Layout.Form
  let ink: Ink

  func draw(in canvas: inout Canvas) {
    canvas.fill(Rect(canvas.size), role: .header)
    if form == .one { drawSmall(in: &canvas) } else { drawWide(in: &canvas) }
    if canvas.rows > 1 { drawCounts(in: &canvas) }
  }

  private func drawSmall(in canvas: inout Canvas) {
    var place: [(SafeText, Role)] = [(" sesspect ", .header), (ink.glyphs.step, .header), (" ", .header)]
    switch state.focus {
    case .list: place.append(("sessions", .header))
    case .activity: place.append(("activity", .header))
    case .keys, .value:
      if let open = state.open {
        place.append((ink.id(open.id), .header))
        if let user = state.selectedSession?.user { place.append((" " + ink.data(user, limit: 20), .header)) }
      }
    }
    canvas.draw(pieces: place, at: Point(column: 0, row: 0))
    let blank: (SafeText, Role) = (" ", .header)
    var mode = findings.isEmpty ? [blank] : [blank] + findings + [blank]
    mode += [self.mode(short: true), blank, light, blank, (ink.data(count), .header), blank]
    let columns = mode.reduce(0) { $0 + $1.0.columns }
    canvas.draw(pieces: mode, at: Point(column: max(0, canvas.columns - columns), row: 0))
  }

  private func drawWide(in canvas: inout Canvas) {
    let gap: (SafeText, Role) = (.spaces(2), .header)
    var right = findings.isEmpty ? [] : [gap] + findings
    right += [gap, mode(short: false), gap, light, (.spaces(1), .header), (connection, .header)]
    if form == .two { right += [gap, (ink.words(Counted.sessions(total)), .header)] }
    right.append((.spaces(1), .header))
    let rightColumns = right.reduce(0) { $0 + $1.0.columns }
    canvas.draw(" sesspect", at: Point(column: 0, row: 0), role: .title)
    let room = max(0, canvas.columns - rightColumns - 11)
    var target = ink.data(state.info.target, limit: room)
    if form == .four {
      let more = ink.words("  \(state.info.dialect) · ") + ink.data(state.info.location, limit: 40)
      if target.columns + more.columns <= room { target += more }
    }
    canvas.draw(target, at: Point(column: 11, row: 0), role: .header, maxColumns: room)
    canvas.draw(pieces: right, at: Point(column: max(0, canvas.columns - rightColumns), row: 0))
  }

  private func drawCounts(in canvas: inout Canvas) {
    var facts = [Counted.sessions(total)]
    if let filter = state.list.query.filter {
      let shown = state.matched.map(Counted.grouped) ?? "some"
      facts.append("\(shown) shown by \"\(filter.text)\"")
    }
    if let count = state.counting.count, count.expired > 0 {
      facts.append("\(Counted.grouped(count.expired)) expired\(state.list.query.includesExpired ? " (shown)" : "")")
    }
    if !state.list.flashes.isEmpty { facts.append("\(state.list.flashes.count) changed in 10s") }
    if !state.list.marks.isEmpty { facts.append("\(state.list.marks.count) marked") }
    if state.undo.undoable > 0 {
      facts.append("\(state.undo.undoable) undo \(state.undo.undoable == 1 ? "step" : "steps")")
    }
    facts.append(state.isRevealed ? "secrets shown" : "secrets masked")
    let line = ink.words(" " + facts.joined(separator: "  ·  "))
    let bars = min(36, max(0, canvas.columns - line.columns - 4))
    canvas.draw(line, at: Point(column: 0, row: 1), role: .header)
    let numbers = state.counting.recent(bars, at: state.now)
    guard numbers.count > 1 else { return }
    let sparkline = Sparkline(numbers).text(columns: bars, glyphs: ink.glyphs)
    canvas.draw(sparkline, at: Point(column: canvas.columns - sparkline.columns - 1, row: 1), role: .textMuted)
  }

  /// A listing that is all there is tells it at once; a count comes a moment later.
  private var total: Int {
    let list = state.list
    let isAll = list.hasLoaded && !list.hasMoreBefore && !list.hasMoreAfter && list.query.filter == nil
    if isAll, !list.query.includesExpired { return list.rows.count }
    return state.counting.count?.active ?? list.rows.count
  }
  private var count: String { Counted.grouped(state.matched ?? state.list.rows.count) }

  private func mode(short: Bool) -> (SafeText, Role) {
    if state.open?.pastIndex != nil { return ("PAST", .headerPast) }
    if state.info.readOnly != nil { return (short ? "RO" : "READ-ONLY", .header) }
    if state.settings.isProduction { return (short ? "RW!" : "READ-WRITE PRODUCTION", .headerWrite) }
    return (short ? "RW" : "READ-WRITE", .headerWrite)
  }

  /// How many findings there are, once there are some.
  private var findings: [(SafeText, Role)] {
    let count = state.findings.count
    return count == 0 || (form == .one && state.size.columns < 26)
      ? [] : [(ink.words("! \(Counted.grouped(count))"), .statusWarn)]
  }

  private var light: (SafeText, Role) {
    switch state.connection {
    case _ where state.list.isFrozen: (ink.glyphs.idle, .statusWarn)
    case .live: (ink.glyphs.live, .statusOK)
    case .reconnecting: (ink.glyphs.idle, .statusWarn)
    case .gone: (ink.glyphs.idle, .statusError)
    }
  }

  private var connection: SafeText {
    if let missed = state.list.frozenChanges {
      return missed == 0 ? "frozen" : ink.words("frozen, \(missed) \(missed == 1 ? "change" : "changes") since")
    }
    switch state.connection {
    case .live: return "live"
    case .reconnecting: return "reconnecting" + ink.glyphs.ellipsis
    case .gone: return "gone"
    }
  }
}
