import SessionModel
import TerminalUI

/// Something that happened: a key, an answer from the store, the clock. The only input of `update`.
public enum Message: Sendable, Equatable {
  /// The inspector is on the screen; loading begins.
  case started
  case keyPressed(KeyEvent)
  case pasted(String)
  case resized(Size)
  /// The timer asked for with `Effect.tick` is due.
  case ticked

  // Answers, each with the number its effect had. Answers to requests no longer wanted are ignored.

  case pageLoaded(request: Int, Result<Page, StoreError>)
  /// A long scan goes on: how far it came, and the rows found so far in order.
  case pageProgressed(request: Int, Progress, [Page.Row])
  case contentLoaded(request: Int, Result<SessionContent, StoreError>)
  case countLoaded(request: Int, Result<Count, StoreError>)
  /// What a plan will do in the store's own language, a statement a line.
  case previewLoaded(request: Int, [String])

  // What the store says by itself.

  case storeSignalled(Signal)
  /// The target describes itself anew, after reconnecting for example.
  case infoChanged(StoreInfo)
  /// Another process of the app is part of the store.
  case processJoined(StoreInfo)

  // Writes. At most one is under way.

  case writeProgressed(Progress)
  case writeFinished(Result<Receipt, StoreError>)
  /// How an undo or a redo ended.
  case undoFinished(UndoDirection, Result<UndoReport, StoreError>)
  /// How many steps can be taken back now: at the start, and whenever the journal grew or shrank.
  case undoChanged(UndoSummary)
  case undoListed([UndoStep])

  // The world around.

  case editorReturned(EditorOutcome)
  case copied(CopyOutcome)
  case saved(SaveOutcome)
  case themesListed([String])
  /// The theme is on; `problem` says what was wrong with it, as text from the theme's reader.
  case themeChanged(String, problem: String?)
  /// SIGINT, SIGTERM and the like: end in good order.
  case terminated(code: Int32)
}

/// What a store says of itself while it is watched.
public enum Signal: Sendable, Hashable {
  /// Something was committed, by anyone.
  case changed
  case connection(Connection)
  /// A running server reports what happened.
  case event(SessionEvent)
}

/// Whether the target can be reached.
public enum Connection: Sendable, Hashable {
  case live, reconnecting
  /// The file was removed or the server ended.
  case gone
}

/// How the editor was left.
public enum EditorOutcome: Sendable, Hashable {
  /// The file was saved with another content.
  case text(String)
  case unchanged
  /// The editor could not be run or failed; the text says how.
  case failed(String)
}

/// How a copy ended.
public enum CopyOutcome: Sendable, Hashable {
  /// The method's name: `tmux`, `wl-copy`, `OSC 52`.
  case done(CopyItem, method: String)
  /// Too long for the only method there is; `limit` in bytes.
  case tooLong(CopyItem, limit: Int)
  case failed(CopyItem, detail: String)
}

/// How an export or a screenshot ended.
public enum SaveOutcome: Sendable, Hashable {
  /// `sessions` is nil for a screenshot.
  case done(path: String, sessions: Int?)
  case failed(path: String, detail: String)
}

/// Taking a change back, or making it again.
public enum UndoDirection: Sendable, Hashable { case undo, redo }

/// What an undo or redo did.
public struct UndoReport: Sendable, Hashable {
  /// The summary the change was written with.
  public var summary: String
  public var receipt: Receipt
  public init(summary: String, receipt: Receipt) {
    self.summary = summary
    self.receipt = receipt
  }
}

/// How many changes can be taken back and made again.
public struct UndoSummary: Sendable, Hashable {
  public var undoable: Int
  public var redoable: Int
  public init(undoable: Int = 0, redoable: Int = 0) {
    self.undoable = undoable
    self.redoable = redoable
  }
}

/// One change in the journal, for the list of changes. Newest first in `Message.undoListed`.
public struct UndoStep: Sendable, Hashable {
  public var time: Timestamp
  public var summary: String
  public var sessions: Int
  public var isUndone: Bool
  public init(time: Timestamp, summary: String, sessions: Int, isUndone: Bool = false) {
    self.time = time
    self.summary = summary
    self.sessions = sessions
    self.isUndone = isUndone
  }
}
