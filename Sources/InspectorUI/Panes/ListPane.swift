import InspectorCore
import SessionModel
import TerminalUI

/// The list of sessions.
struct ListPane {
  let state: State
  let headRows: Int
  let ink: Ink

  private var list: ListState { state.list }
  private var isFocused: Bool { state.focus == .list && state.overlay == nil }

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    canvas.rule(
      row: 0, title: title, trailing: trailing, role: isFocused ? .borderFocus : .border, glyphs: ink.glyphs)
    let columns = ListColumns(columns: canvas.columns - 2, state: state)
    if headRows > 0 { drawHead(columns, in: &canvas) }
    let height = max(0, canvas.rows - 1 - headRows)
    guard !list.items.isEmpty else {
      canvas.drawEmpty(EmptyStates.list(state).map(ink.words), from: 2)
      return
    }
    let viewport = list.viewport.updated(count: list.items.count, selected: list.cursorIndex, height: height)
    for (row, index) in viewport.visible.enumerated() {
      drawRow(list.items[index], columns, row: 1 + headRows + row, in: &canvas)
    }
  }

  private var title: SafeText {
    var title: SafeText = "1 Sessions"
    if let filter = list.query.filter { title += "  /" + ink.data(filter.text, limit: 24) }
    if list.followsChanges { title += "  follow" }
    if list.loading != nil, !list.hasLoaded { title += "  loading" + ink.glyphs.ellipsis }
    return title
  }

  private var trailing: SafeText {
    let sort = list.query.sort
    var name = sort.key
    for case .sortedBy(let key) in list.notes { name = key }
    // Idle times grow as the times of last activity fall.
    let arrow = sort.descending == (name == .seen) ? ink.glyphs.ascending : ink.glyphs.descending
    var text = ink.words(name == .seen ? "idle" : name.rawValue) + " " + arrow
    if let count = state.counting.count, let matched = state.matched, list.query.filter != nil {
      text = ink.words("\(Counted.grouped(matched)) of \(Counted.grouped(count.active))  ") + text
    }
    return text
  }

  private func drawHead(_ columns: ListColumns, in canvas: inout Canvas) {
    var column = 2
    column += canvas.draw(
      SafeText("ID").fitted(columns: columns.id, ellipsis: ink.glyphs.ellipsis), at: Point(column: column, row: 1),
      role: .textMuted)
    for (name, width) in columns.widths {
      let align = ListColumns.alignment(name)
      let title = columns.title(name, glyphs: ink.glyphs).fitted(columns: max(0, width - 1), align: align)
      canvas.draw(title, at: Point(column: column + 1, row: 1), role: .textMuted)
      column += width
    }
  }

  private func drawRow(_ item: ListItem, _ columns: ListColumns, row: Int, in canvas: inout Canvas) {
    let session = item.session
    let isCursor = item.id == list.cursor
    let isMarked = list.marks.contains(item.id)
    let flash = list.flashes[item.id]
    let role: Role =
      item.isGone
      ? .rowGone : isMarked ? .rowMarked : flash.map { $0.kind == .new ? .rowNew : .rowChanged } ?? .row
    let lead = isCursor ? ink.glyphs.cursor : isMarked ? ink.glyphs.marked : " "
    let isWaiting = !item.isGone && session.isPending
    let mark =
      item.isGone
      ? ink.glyphs.gone
      : isWaiting ? ink.pending : flash.map { $0.kind == .new ? ink.glyphs.added : ink.glyphs.changed } ?? " "
    canvas.draw(lead, at: Point(column: 0, row: row), role: role)
    canvas.draw(mark, at: Point(column: 1, row: row), role: isWaiting ? .statusWarn : role)
    var column = 2
    let id = ink.id(session.id).fitted(columns: columns.id, ellipsis: ink.glyphs.ellipsis)
    canvas.draw(id, at: Point(column: column, row: row), role: role)
    column += columns.id
    if case .tombstone(let tombstone) = item {
      let words = Sentences.fate(tombstone.fate)
      canvas.draw(" " + ink.words(words), at: Point(column: column, row: row), role: role)
    } else {
      for (name, width) in columns.widths {
        let text = cell(name, session, flash).fitted(
          columns: max(0, width - 1), align: ListColumns.alignment(name), ellipsis: ink.glyphs.ellipsis)
        let isExpired = name == .ttl && session.isExpired(at: state.now)
        canvas.draw(text, at: Point(column: column + 1, row: row), role: isExpired ? .statusWarn : role)
        column += width
      }
    }
    canvas.dimUnlessLive(row, state)
    if isCursor { canvas.cursorRow(row, focused: isFocused) }
  }

  private func cell(_ column: ListState.Column, _ session: Session, _ flash: Flash?) -> SafeText {
    switch column {
    case .user: session.user.map { ink.data($0, limit: 80) } ?? .empty
    case .client: session.client.map { ink.data($0, limit: 40) } ?? .empty
    case .idle: ink.words(Times.since(session.seen, state.now))
    case .ttl: ink.words(Times.until(session.expires, state.now))
    case .size: ink.words(ByteSize(session.size).description)
    case .keys: session.keyCount.map(SafeText.number) ?? "?"
    case .changes: flash.map { SafeText.number($0.count) } ?? .empty
    }
  }
}
