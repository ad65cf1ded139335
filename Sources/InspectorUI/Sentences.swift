import InspectorCore
import SessionModel
import TerminalUI

/// What the inspector says: every message as a sentence, with what to try where something did not work.
enum Sentences {
  static func text(_ notice: Notice, _ state: State) -> String {
    switch notice {
    case .wrote(let subject, let receipt): return wrote(subject, receipt)
    case .writeFailed(let subject, let error): return "Could not \(verb(subject)): \(text(error))"
    case .undone(let direction, let report): return undone(direction, report)
    case .undoRefused(let direction, .conflict(let conflict)):
      let what = direction == .undo ? "taken back" : "made again"
      return "Not \(what): \(conflict.id.shortened) has changed since. :undo-list shows the changes."
    case .undoRefused(let direction, let error):
      return "Could not \(direction == .undo ? "take it back" : "make it again"): \(text(error))"
    case .waits(let subject):
      return waits(subject)
    case .withdrawn(let report):
      return "Taken back before the browser had it: \(report.summary). ctrl-r makes it again."
    case .edit(let event, let found): return text(editEvent: event, found: found, state)
    case .notConnected(let connection): return text(connection)
    case .revealRefused(nil):
      return "The target shows no real values: it is attached to read-only, or the app forbids it."
    case .revealRefused(let error?): return "The target does not show real values: \(text(error))"
    case .holdsMask: return "Not written: it would put a mask in the place of a secret. M shows the real value first."
    case .disabled(_, let reason): return text(reason, state)
    case .alreadyGone(let id): return "\(id.shortened) is already gone."
    case .notListed(let id): return "\(id.shortened) is not what the filter selects. Esc in the list clears the filter."
    case .copied(let outcome, let masked): return copied(outcome, masked)
    case .saved(.done(let path, let sessions)):
      return sessions.map { "Wrote \(Counted.sessions($0)) to \(path)." } ?? "Saved the screen to \(path)."
    case .saved(.failed(let path, let detail)): return "Could not write \(path): \(detail)."
    case .unboundKey(let key): return "\(key.name) does nothing here. ? lists the keys."
    case .unknownCommand(let name, let suggestion):
      return "There is no command \(name)." + (suggestion.map { " Did you mean \($0)?" } ?? " ? lists them.")
    case .badArgument(let command, let argument): return "\(command) does not know \(argument). ? has an example."
    case .pasteIgnored: return "Pasted text was ignored: nothing is being typed here."
    case .marked(let count): return count == 0 ? "No session is marked." : "\(Counted.sessions(count)) marked."
    case .frozen: return "The screen stands still; the store goes on. z lets it go."
    case .thawed(let missed):
      return missed == 0
        ? "Live again; nothing happened meanwhile." : "Live again; the store changed \(missed)× meanwhile."
    case .follows(let on): return on ? "The cursor follows what changes. f stops it." : "The cursor stays where it is."
    case .sorted(let sort):
      return "Sorted by \(sort.key.rawValue), \(sort.descending ? "largest or newest" : "smallest or oldest") first."
    case .cannotSort(let key): return "This store does not know \(key.rawValue). s shows what it can sort by."
    case .pinned(let id, let on):
      return on
        ? "\(id.shortened) is pinned: its changes are recorded while others are open."
        : "\(id.shortened) is no longer pinned."
    case .revealed(let time): return "Secrets are shown for \(time.compactText). M hides them."
    case .hidden: return "Secrets are masked again."
    case .expiredShown(let on):
      return on ? "Expired sessions are shown too. A hides them." : "Only active sessions are shown."
    case .theme(let name, let problem):
      return problem.map { "Theme \(name): \($0)" } ?? "Theme \(name)."
    case .pressAgainToQuit: return "Press ctrl-c again to quit."
    case .cancelled: return "Stopped. What was found or done so far stays."
    case .writeStopping: return "Stopping at the next batch; what is done can be undone."
    case .waitsForWrite: return "A change is still being made. ctrl-c stops it."
    case .editorUnchanged: return "Nothing was changed in the editor."
    case .editorFailed(let detail): return "The editor did not work: \(detail). VISUAL or EDITOR names one."
    case .editorText(let failure): return "Not taken: \(text(failure)). E opens your text again."
    case .nothingChanged: return "Nothing is different, so nothing was written."
    case .warning(let warning): return text(warning)
    case .connection(.live): return "Connected again."
    case .connection(.reconnecting): return "The target does not answer; trying again."
    case .connection(.gone): return "The target is gone. What was loaded stays on the screen."
    case .processJoined: return "Another process of the app has come; its sessions are in the list too."
    case .keptTheirs(let id): return "\(id.shortened) stays as the others made it."
    case .store(let error): return text(error)
    case .noMatch: return "The filter speaks of no key that is shown here."
    case .past(let index, let count): return "The past: state \(index) of \(count). ] goes on, edits wait until now."
    case .nowAgain: return "Now."
    case .refreshed: return "Asked the store again."
    }
  }

  // MARK: Changes

  private static func waits(_ subject: WriteSubject) -> String {
    let what = subject.summary
    return "\(what.prefix(1).uppercased())\(what.dropFirst()): waits for the browser's next request. u takes it back."
  }

  private static func wrote(_ subject: WriteSubject, _ receipt: Receipt) -> String {
    let undo = " u takes it back."
    let left =
      receipt.conflicts.isEmpty
      ? ""
      : " \(Counted.sessions(receipt.conflicts.count)) had changed meanwhile and \(receipt.conflicts.count == 1 ? "was" : "were") left alone."
    switch subject {
    case .deleteSession(let session):
      guard receipt.count > 0 || receipt.conflicts.isEmpty else { return "Not deleted." + left }
      let keys = session.keyCount.map { " (\(Counted.keys($0)))" } ?? ""
      // What lives in a browser can come back until the browser was told to forget it.
      let until =
        receipt.pending > 0 ? "u restores it until its browser comes back." : "u restores it, exactly as it was."
      return "Deleted session \(session.id.shortened)\(keys). \(until)"
    case .deleteSessions, .deleteExpired, .deleteMatching:
      return "Deleted \(Counted.sessions(receipt.count)).\(left) u restores them, exactly as they were."
    case .clearSession(let session):
      guard receipt.count > 0 || receipt.conflicts.isEmpty else { return "Not cleared." + left }
      return "Cleared session \(session.id.shortened)." + undo
    case .clearSessions: return "Cleared \(Counted.sessions(receipt.count)).\(left)" + undo
    case .setValue(_, let path, _, _): return "Set \(path)." + undo
    case .addKey(_, let path, _): return "Added \(path)." + undo
    case .renameKey(_, let path, let name): return "Renamed \(path) to \(name)." + undo
    case .deleteKey(_, let path, _): return "Deleted \(path)." + undo
    case .editDocument(_, let changes): return "Changed \(Counted.keys(changes.count))." + undo
    case .restoreValue(_, let path, _, _): return "\(path) is what it was." + undo
    }
  }

  private static func undone(_ direction: UndoDirection, _ report: UndoReport) -> String {
    let done = direction == .undo ? "Taken back" : "Made again"
    let left = report.receipt.conflicts.count
    guard left > 0 else {
      let waits = report.receipt.pending > 0 ? " It waits for the browser's next request." : ""
      return "\(done): \(report.summary).\(waits) \(direction == .undo ? "ctrl-r makes it again." : "u takes it back.")"
    }
    let reason = "\(Counted.sessions(left)) changed since and \(left == 1 ? "was" : "were") left alone."
    return report.receipt.count == 0 ? "Not \(done.lowercased()): \(reason)" : "\(done): \(report.summary). \(reason)"
  }

  /// The question of a confirmation.
  static func question(_ confirmation: Confirmation, _ state: State) -> String {
    let here = state.settings.isProduction ? " PRODUCTION: \(state.info.target)." : ""
    func facts(_ session: Session) -> String {
      var facts: [String] = []
      if let keys = session.keyCount { facts.append(Counted.keys(keys)) }
      if let expires = session.expires {
        facts.append(expires > state.now ? "expires \(Times.relative(expires, state.now))" : "expired")
      }
      return (facts.isEmpty ? "" : "  \(facts.joined(separator: ", ")).") + here
    }
    func name(_ session: Session) -> String {
      session.id.shortened + (session.user.map { " (\($0.prefix(40)))" } ?? "")
    }
    let counted = confirmation.count.map(Counted.sessions) ?? "sessions (counting…)"
    switch confirmation.subject {
    case .deleteSession(let session): return "Delete session \(name(session))?" + facts(session)
    case .deleteSessions: return "Delete \(counted)?" + here
    case .clearSession(let session): return "Remove all keys of \(name(session))? The session stays." + facts(session)
    case .clearSessions: return "Remove all keys of \(counted)? The sessions stay." + here
    case .deleteExpired: return "Delete \(counted) that expired?" + here
    case .deleteMatching(let filter): return "Delete \(counted) that match \(filter?.text ?? "anything")?" + here
    case .setValue(let session, let path, _, _): return "Set \(path) of \(name(session))?" + here
    case .addKey(let session, let path, _): return "Add \(path) to \(name(session))?" + here
    case .renameKey(let session, let path, _): return "Rename \(path) of \(name(session))?" + here
    case .deleteKey(let session, let path, _): return "Delete the key \(path) of \(name(session))?" + here
    case .editDocument(let session, let changes):
      return "Write \(changes.count == 1 ? "1 change" : "\(changes.count) changes") to \(name(session))?" + here
    case .restoreValue(let session, let path, _, _):
      return "Put the old value of \(path) back into \(name(session))?" + here
    }
  }

  static func verb(_ subject: WriteSubject) -> String {
    switch subject {
    case .deleteSession, .deleteSessions, .deleteExpired, .deleteMatching, .deleteKey: "delete"
    case .clearSession, .clearSessions: "clear"
    case .setValue, .editDocument: "write"
    case .addKey: "add"
    case .renameKey: "rename"
    case .restoreValue: "restore"
    }
  }

  /// A change under way.
  static func writing(_ writing: Writing) -> String {
    let what: String
    switch writing.job {
    case .plan(_, let subject, _, _): what = subject.summary
    case .undo: what = "undo"
    case .redo: what = "redo"
    }
    let how = writing.progress.map { ": \(progress($0))" } ?? "…"
    return writing.isCancelling ? "Stopping \(what)\(how)" : "\(what)\(how)  ctrl-c stops"
  }

  static func progress(_ progress: Progress) -> String {
    let total = progress.total.map { " of \(Counted.grouped($0))" } ?? ""
    return "\(Counted.grouped(progress.done))\(total), \(Counted.grouped(progress.hits)) found"
  }

  // MARK: Copies

  static func name(_ item: CopyItem) -> String {
    switch item {
    case .value: "value"
    case .rawValue: "raw value"
    case .key: "key"
    case .id: "id"
    case .json: "JSON"
    case .command: "command"
    case .change: "change"
    }
  }

  private static func copied(_ outcome: CopyOutcome, _ masked: Bool) -> String {
    switch outcome {
    case .done(let item, let method):
      let hidden = masked && [.value, .rawValue, .json].contains(item) ? ", secrets masked (M shows them)" : ""
      return "Copied the \(name(item))\(hidden), by \(method)."
    case .tooLong(let item, let limit):
      return "The \(name(item)) is too long to copy here (at most \(ByteSize(limit))). x writes it to a file."
    case .failed(let item, let detail): return "Could not copy the \(name(item)): \(detail)."
    }
  }
}
