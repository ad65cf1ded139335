import InspectorCore
import SessionModel
import TerminalUI

/// The keys and values of the open session, as a tree.
struct KeysPane {
  let state: State
  let form: Layout.Form
  let ink: Ink

  private var isFocused: Bool { state.focus == .keys && state.overlay == nil }
  private var values: ValueInk { ValueInk(state: state, ink: ink) }

  func draw(in canvas: inout Canvas) {
    guard !Rect(canvas.size).isEmpty else { return }
    canvas.rule(
      row: 0, title: title(canvas.columns), trailing: trailing, role: isFocused ? .borderFocus : .border,
      glyphs: ink.glyphs)
    guard let open = state.open, !open.nodes.isEmpty else {
      canvas.drawEmpty(EmptyStates.keys(state).map(ink.words), from: 2)
      return
    }
    let headRows = form == .one ? 0 : 1
    let height = max(0, canvas.rows - 1 - headRows)
    let viewport = open.viewport.updated(count: open.nodes.count, selected: open.cursorIndex, height: height)
    let widths = Widths(canvas.columns, nodes: viewport.visible.map { open.nodes[$0] }, form: form)
    if headRows > 0 { drawHead(widths, in: &canvas) }
    for (row, index) in viewport.visible.enumerated() {
      drawRow(open.nodes[index], open, widths, row: 1 + headRows + row, in: &canvas)
    }
    drawPendingKeys(open, widths, from: 1 + headRows + viewport.visible.count, in: &canvas)
  }

  /// Columns of the pane: the key as wide as needed up to two fifths.
  struct Widths {
    let key: Int
    let type: Int
    let size: Int
    let value: Int

    init(_ columns: Int, nodes: [KeyNode], form: Layout.Form) {
      let longest =
        nodes.map { min(60, $0.depth * 2 + $0.label.unicodeScalars.prefix(60).count + ($0.isExpandable ? 2 : 0)) }.max()
        ?? 0
      key = min(max(12, longest + 1), max(8, columns * 2 / 5))
      type = form == .four ? 8 : 0
      size = form == .four ? 9 : 0
      value = max(0, columns - 2 - key - type - size - 1)
    }
  }

  private func title(_ columns: Int) -> SafeText {
    guard let open = state.open else { return "2 Keys" }
    var title = "2 " + ink.id(open.id)
    if let user = state.selectedUser { title += "  " + ink.data(user, limit: 24) }
    if form == .four, let session = state.shownContent?.session {
      if let created = session.created { title += ink.words("  created \(Times.near(created, state.now))") }
      if let expires = session.expires { title += ink.words("  expires \(Times.near(expires, state.now))") }
    }
    if state.histories.pinned.contains(open.id) { title += "  pinned" }
    return title
  }

  private var trailing: SafeText {
    guard let open = state.open else { return .empty }
    if open.pastIndex != nil { return "PAST" }
    if open.content?.session.isPending ?? false { return "edit waits" }
    if let tombstone = state.list.tombstones.first(where: { $0.session.id == open.id }) {
      return ink.words(Sentences.fate(tombstone.fate))
    }
    if open.loading != nil, open.content == nil { return "loading" + ink.glyphs.ellipsis }
    let count = state.shownContent?.data.childCount ?? 0
    var text = ink.words(Counted.keys(count))
    if open.isCut { text += ink.words(", the first \(Counted.grouped(open.nodes.count)) lines") }
    guard form == .one, let left = state.shownContent?.session.expires, left > state.now else { return text }
    return text + ink.words(" · \(Times.until(left, state.now)) left")
  }

  private func drawHead(_ widths: Widths, in canvas: inout Canvas) {
    canvas.draw("KEY", at: Point(column: 2, row: 1), role: .textMuted)
    var column = 2 + widths.key
    if widths.type > 0 {
      canvas.draw("TYPE", at: Point(column: column, row: 1), role: .textMuted)
      column += widths.type
      canvas.draw(
        SafeText("SIZE").padded(columns: widths.size - 2, align: .right), at: Point(column: column, row: 1),
        role: .textMuted)
      column += widths.size
    }
    canvas.draw("VALUE", at: Point(column: column, row: 1), role: .textMuted)
  }

  private func drawRow(_ node: KeyNode, _ open: OpenSession, _ widths: Widths, row: Int, in canvas: inout Canvas) {
    let isCursor = node.path == open.cursor
    let flash = open.flashes[node.path] ?? (node.isExpanded ? nil : hiddenFlash(under: node.path, open))
    let waiting = pending(node, open)
    let mark: SafeText =
      switch flash?.kind {
      case _ where waiting != nil: ink.pending
      case .added: ink.glyphs.added
      case .changed: ink.glyphs.changed
      case .removed: ink.glyphs.gone
      case nil: " "
      }
    canvas.draw(
      (isCursor ? ink.glyphs.cursor : " ") + mark, at: Point(column: 0, row: row),
      role: waiting != nil ? .statusWarn : flash == nil ? .row : .rowChanged)
    var column = 2
    let label = SafeText.spaces(min(40, node.depth * 2)) + ink.fold(node) + ink.data(node.label, limit: widths.key)
    let isMatch = state.filterSpeaks(of: node)
    canvas.draw(
      label.fitted(columns: widths.key - 1, ellipsis: ink.glyphs.ellipsis), at: Point(column: column, row: row),
      role: isMatch ? .textMatch : .key)
    column += widths.key
    if widths.type > 0 {
      canvas.draw(
        ink.words(node.mask == nil ? node.value.kind.rawValue : "masked"), at: Point(column: column, row: row),
        role: .textMuted)
      column += widths.type
      let size = ink.words(ByteSize(node.size).description).padded(columns: widths.size - 2, align: .right)
      canvas.draw(size, at: Point(column: column, row: row), role: .textMuted)
      column += widths.size
    }
    drawValue(node, flash, waiting, at: Point(column: column, row: row), room: widths.value, in: &canvas)
    canvas.dimUnlessLive(row, state)
    if isCursor { canvas.cursorRow(row, focused: isFocused) }
  }

  private func drawValue(
    _ node: KeyNode, _ flash: KeyFlash?, _ waiting: PendingKey?, at point: Point, room: Int, in canvas: inout Canvas
  ) {
    // A value being typed is typed in its place.
    if case .edit(let edit)? = state.prompt, edit.path == node.path, edit.session.id == state.open?.id,
      case .value = edit.purpose
    {
      edit.field.draw(in: &canvas, at: point, columns: room, glyphs: ink.glyphs)
      return
    }
    // A long value leaves room for the request that caused it, where enough is left to tell the value by.
    let reserved = waiting == nil && room >= 48 ? told(node, room: room / 2).columns : 0
    let (text, role) = values.line(node, limit: reserved > 0 ? room - reserved - 2 : room)
    var column = point.column + canvas.draw(text, at: point, role: role, maxColumns: room)
    let end = point.column + room
    func remark(_ text: SafeText, _ role: Role) {
      guard column + 2 + text.columns <= end else { return }
      column += 2
      column += canvas.draw(text, at: Point(column: column, row: point.row), role: role)
    }
    let isHidden = state.isHidden(node)
    if isHidden { remark("(masked, M shows)", .textMuted) }
    if let flash, flash.kind == .changed, !isHidden, let old = flash.old, !node.isExpandable {
      remark("was " + values.line(old, limit: 24), .diffChanged)
    }
    if text.hasControls { remark("! controls", .statusWarn) }
    if let waiting {
      remark(waiting.text(values, ink, room: min(72, end - column - 2)), .statusWarn)
      return
    }
    let told = told(node, room: end - column - 2)
    if told.columns > 0 { remark(told, .textMuted) }
  }

  /// The request that last changed a key, and how long ago: ` ← POST /cart 303 · 2s`.
  private func told(_ node: KeyNode, room: Int) -> SafeText {
    guard node.depth == 0, let id = state.open?.id, let cause = state.cause(of: node.path, in: id)
    else { return .empty }
    let age = ink.words(" · \(Times.since(cause.at, state.now))")
    let told = ink.cause(cause, limit: min(44, room - 1 - age.columns))
    return told.columns > 0 ? " " + told + age : .empty
  }

  /// A change inside a folded value marks its line.
  private func hiddenFlash(under path: Path, _ open: OpenSession) -> KeyFlash? {
    guard !open.flashes.isEmpty else { return nil }
    return open.flashes.first { path.contains($0.key) && $0.key != path }.map {
      KeyFlash(kind: .changed, old: nil, since: $0.value.since)
    }
  }
}

extension State {
  /// The user of the open session, from its content or its row.
  var selectedUser: String? {
    guard let open else { return nil }
    return shownContent?.session.user ?? list.items.first { $0.id == open.id }?.session.user
  }
}
