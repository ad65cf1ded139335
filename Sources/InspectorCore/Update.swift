import SessionModel
import TerminalUI

/// Takes a message at a moment: the clock is an input like any other.
///
/// ```swift
/// let effects = update(&state, .keyPressed(.character("d")), at: clock.now)
/// ```
public func update(_ state: inout State, _ message: Message, at now: Timestamp) -> [Effect] {
  state.now = max(state.now, now)
  return update(&state, message)
}

/// Changes the state as a message demands and says what has to be done in the world.
public func update(_ state: inout State, _ message: Message) -> [Effect] {
  state.take(message) + state.settle()
}

extension State {
  mutating func take(_ message: Message) -> [Effect] {
    switch message {
    case .started: started()
    case .keyPressed(let key): return keyPressed(key)
    case .pasted(let text): pasted(text)
    case .resized(let size): self.size = size
    case .ticked: tickAt = nil
    case .pageLoaded(let request, let result): pageLoaded(request, result)
    case .pageProgressed(let request, let progress, let rows): pageProgressed(request, progress, rows)
    case .contentLoaded(let request, let result): contentLoaded(request, result)
    case .countLoaded(let request, let result): countLoaded(request, result)
    case .previewLoaded(let request, let lines): previewLoaded(request, lines)
    case .storeSignalled(let signal): storeSignalled(signal)
    case .infoChanged(let info): infoChanged(info)
    case .processJoined(let info):
      self.info = info
      say(.processJoined)
    case .writeProgressed(let progress): writing?.progress = progress
    case .writeFinished(let result): return writeFinished(result)
    case .undoFinished(let direction, let result): undoFinished(direction, result)
    case .undoChanged(let summary): undo = summary
    case .undoListed(let steps): undoListed(steps)
    case .editorReturned(let outcome): return editorReturned(outcome)
    case .copied(let outcome): say(.copied(outcome, masked: copiesMasked))
    case .saved(let outcome): say(.saved(outcome))
    case .themesListed(let names): themesListed(names)
    case .themeChanged(let name, let problem): themeChanged(name, problem)
    case .terminated(let code): return [.quit(code: code)]
    }
    return []
  }

  private mutating func started() {
    list.wanted = .open
    if let warning = info.warnings.first { say(.warning(warning)) }
  }

  private mutating func storeSignalled(_ signal: Signal) {
    switch signal {
    case .changed:
      if let missed = list.frozenChanges { list.frozenChanges = missed + 1 }
      list.isDirty = true
      list.problem = nil
      counting.isDirty = true
      // The listing says whether the open session changed, unless it is not listed.
      if let open, !list.rows.contains(where: { $0.session.id == open.id }) { self.open?.isDirty = true }
    case .connection(let connection):
      guard connection != self.connection else { return }
      self.connection = connection
      say(.connection(connection))
      if connection == .live {
        list.problem = nil
        if list.rows.isEmpty { list.wanted = .open }
        list.isDirty = true
        counting.isDirty = true
        open?.isDirty = true
      }
    case .event(let event):
      // A screen that stands still shows nothing new; what happened meanwhile is not lost.
      if list.isFrozen {
        heldEvents.append(event)
        if heldEvents.count > EventLog.limit { heldEvents.removeFirst() }
      } else {
        eventReported(event)
      }
    }
  }

  private mutating func infoChanged(_ info: StoreInfo) {
    let new = info.warnings.filter { !self.info.warnings.contains($0) }
    // Edits wait in the server's memory; another process has none of them.
    if info.location != self.info.location { log.forgetEdits() }
    self.info = info
    if let warning = new.first { say(.warning(warning)) }
  }

  private mutating func undoListed(_ steps: [UndoStep]) {
    guard case .undoList(var undo) = overlay else { return }
    undo.steps = steps
    undo.selected = min(undo.selected, max(0, steps.count - 1))
    overlay = .undoList(undo)
  }

  private mutating func themeChanged(_ name: String, _ problem: String?) {
    settings.theme = name
    if case .themes = overlay, problem == nil { return }
    say(.theme(name, problem: problem))
  }
}
