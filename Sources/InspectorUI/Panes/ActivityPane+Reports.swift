import InspectorCore
import SessionModel
import TerminalUI

extension ActivityPane {
  func mark(_ event: SessionEvent, _ change: Change?) -> (SafeText, Role) {
    switch event.kind {
    case .created: (ink.glyphs.added, .rowNew)
    case .deleted, .revoked, .expired, .sessionsCleared: (ink.glyphs.gone, .rowGone)
    case .editPending, .editApplied: (ink.pending, .statusWarn)
    case .editConflicted, .editExpired: ("!", .statusWarn)
    case .editConfirmed: (ink.glyphs.changed, .statusOK)
    default:
      switch change?.operation {
      case .add: (ink.glyphs.added, .diffAdded)
      case .remove: (ink.glyphs.gone, .diffRemoved)
      default: (ink.glyphs.changed, .rowChanged)
      }
    }
  }

  /// What was reported, then the request that caused it. Where there is no room for both, the request and the key's name
  /// are told: the values are in the keys pane.
  func reported(_ event: SessionEvent, _ change: Change?, room: Int) -> [(SafeText, Role)] {
    func what(_ room: Int) -> SafeText {
      let text = change.map { describe($0, room: room) } ?? ink.words(Sentences.brief(event))
      return text.truncated(columns: room, ellipsis: ink.glyphs.ellipsis)
    }
    guard event.request != nil || change != nil else { return [(what(room), .row)] }
    var left = what(max(0, room * 3 / 5 - 1))
    if room < 40 {
      left = change.map { ink.data($0.path.description, limit: max(4, room / 3)) } ?? what(max(6, room / 2 - 2))
    }
    let isEdit = event.kind != .updated && event.kind != .created
    let cause = ink.cause(event, limit: room - left.columns - 1, namesEdit: !isEdit)
    return cause.columns == 0 ? [(what(room), .row)] : [(left, .row), (" ", .row), (cause, .textMuted)]
  }

  private func describe(_ change: Change, room: Int) -> SafeText {
    switch change.operation {
    case .add(let value, _): self.change(change.path, nil, value, room: room)
    case .remove(let old, _): self.change(change.path, old, nil, room: room)
    case .replace(let old, let new): self.change(change.path, old, new, room: room)
    case .rename(let name):
      ink.data(change.path.description, limit: room / 2) + " " + ink.glyphs.arrow + " "
        + ink.data(name.string, limit: room / 2)
    }
  }

  // MARK: Requests

  /// `21:20:04 POST  /cart  200  18 ms  127.0.0.1  9f3a…c21e  ~2`.
  func draw(_ line: ReportedRequest, isCursor: Bool, row: Int, in canvas: inout Canvas) {
    let request = line.request
    let mark: SafeText = line.hasFinding ? "!" : " "
    var right: [(SafeText, Role)] = []
    func add(_ text: SafeText, _ width: Int, _ role: Role, align: Alignment = .right) {
      right.append((text.fitted(columns: width, align: align, ellipsis: ink.glyphs.ellipsis) + " ", role))
    }
    let status = request.status.map(SafeText.number) ?? .empty
    add(status, 3, (request.status ?? 0) >= 500 ? .statusError : (request.status ?? 0) >= 400 ? .statusWarn : .row)
    if canvas.columns >= 50 {
      add(request.milliseconds.map { ink.words(Times.milliseconds($0)) } ?? .empty, 7, .textMuted)
    }
    if canvas.columns >= 72 {
      add(request.client.map { ink.data($0, limit: 40) } ?? .empty, 15, .textMuted, align: .left)
    }
    if canvas.columns >= 56 {
      add(line.session.map(ink.id) ?? .empty, 9, .row, align: .left)
    } else if canvas.columns >= 40 {
      add(line.session.map { ink.data($0.text, limit: 5) } ?? .empty, 5, .row)
    }
    add(line.keys.isEmpty ? .empty : ink.glyphs.changed + SafeText.number(line.keys.count), 3, .rowChanged)
    let rightColumns = right.reduce(0) { $0 + $1.0.columns }
    let method = ink.data(request.method, limit: 8)
    let head: [(SafeText, Role)] = [
      ((isCursor ? ink.glyphs.cursor : " ") + mark, line.hasFinding ? .statusWarn : .row),
      (ink.words(Times.clock(line.at)) + " ", .textMuted), (method.padded(columns: 5) + " ", .key),
    ]
    let used = canvas.draw(pieces: head, at: Point(column: 0, row: row))
    let room = canvas.columns - used - rightColumns - 1
    canvas.draw(
      ink.data(request.path, limit: max(0, room) + 1).fitted(columns: max(0, room), ellipsis: ink.glyphs.ellipsis),
      at: Point(column: used, row: row))
    canvas.draw(pieces: right, at: Point(column: used + max(0, room) + 1, row: row))
  }

  // MARK: Findings

  func draw(_ line: FindingLine, isCursor: Bool, row: Int, in canvas: inout Canvas) {
    let words = FindingWords(line)
    let lead = (isCursor ? ink.glyphs.cursor : " ") + "!"
    var pieces: [(SafeText, Role)] = [(lead, .statusWarn)]
    if case .event(let event) = line {
      pieces.append((ink.words(Times.clock(event.at)) + " ", .textMuted))
      if let id = event.session { pieces.append((ink.id(id) + " ", .row)) }
    } else {
      pieces.append((" server   ", .textMuted))
    }
    let used = pieces.reduce(0) { $0 + $1.0.columns }
    let text = ink.words(words.cause + " " + words.fix)
    pieces.append((text.truncated(columns: max(0, canvas.columns - used), ellipsis: ink.glyphs.ellipsis), .row))
    canvas.draw(pieces: pieces, at: Point(column: 0, row: row))
  }
}
