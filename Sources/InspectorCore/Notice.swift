import SessionModel
import TerminalUI

/// What the message line says: a fact. The sentence is made in `InspectorUI`.
public enum Notice: Sendable, Equatable {
  case wrote(WriteSubject, Receipt)
  case writeFailed(WriteSubject, StoreError)
  case undone(UndoDirection, UndoReport)
  case undoRefused(UndoDirection, StoreError)
  /// Made, and waiting for the browser's next request.
  case waits(WriteSubject)
  /// Taken back before the browser had it.
  case withdrawn(UndoReport)
  /// How an edit that waited for its browser went on; `found` is what stood in the way, where known.
  case edit(SessionEvent, found: Value?)
  /// Nothing can be written now.
  case notConnected(Connection)
  /// The target keeps its secrets; nil where it says no more.
  case revealRefused(StoreError?)
  /// The change would put a mask in the place of a secret.
  case holdsMask
  case disabled(command: String, DisabledReason)
  case alreadyGone(SessionID)
  /// It may be there, but the filter does not select it.
  case notListed(SessionID)
  case copied(CopyOutcome, masked: Bool)
  case saved(SaveOutcome)
  case unboundKey(KeyEvent)
  case unknownCommand(String, suggestion: String?)
  case badArgument(command: String, String)
  case pasteIgnored
  case marked(Int)
  case frozen
  case thawed(missed: Int)
  case follows(Bool)
  case sorted(Sort)
  case cannotSort(Sort.Key)
  case pinned(SessionID, Bool)
  case revealed(Duration)
  case hidden
  case expiredShown(Bool)
  case theme(String, problem: String?)
  case pressAgainToQuit
  case cancelled
  case writeStopping
  case waitsForWrite
  case editorUnchanged
  case editorFailed(String)
  /// The text from the editor was no JSON; it is kept for the next time the editor is opened.
  case editorText(JSONReader.Failure)
  case nothingChanged
  case warning(StoreInfo.Warning)
  case connection(Connection)
  case processJoined
  case keptTheirs(SessionID)
  case store(StoreError)
  case noMatch
  case past(index: Int, of: Int)
  case nowAgain
  case refreshed

  /// Problems are drawn as such.
  public enum Severity: Sendable { case info, warning, error }
  public var severity: Severity {
    switch self {
    case .writeFailed, .undoRefused, .notConnected, .revealRefused, .holdsMask, .editorFailed, .editorText, .store,
      .saved(.failed), .copied(.failed, _):
      .error
    case .wrote(_, let receipt): receipt.conflicts.isEmpty ? .info : .warning
    case .undone(_, let report): report.receipt.conflicts.isEmpty ? .info : .warning
    case .disabled, .alreadyGone, .copied(.tooLong, _), .unboundKey, .unknownCommand, .badArgument, .pasteIgnored,
      .cannotSort, .pressAgainToQuit, .waitsForWrite, .warning, .noMatch, .revealed, .notListed:
      .warning
    case .edit(let event, _):
      event.kind == .editConflicted ? .error : event.kind == .editExpired ? .warning : .info
    case .theme(_, let problem): problem == nil ? .info : .warning
    case .connection(let connection): connection == .live ? .info : .warning
    default: .info
    }
  }
}
