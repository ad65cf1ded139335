import SessionModel

/// Something `update` wants done: data, carried out by the runtime, answered by messages.
public enum Effect: Sendable, Equatable {
  /// Answered by `pageProgressed` now and then, and by one `pageLoaded`.
  case loadPage(request: Int, Query, PageStart, limit: Int)
  /// Answered by `countLoaded`.
  case count(request: Int, Query)
  /// Answered by `contentLoaded`. `revealing` asks a target that masks secrets itself for the real ones.
  case loadContent(request: Int, SessionID, revealing: Bool)
  /// Stops the request of this number. Its answer may still come and is ignored.
  case cancel(request: Int)
  /// Answered by `previewLoaded`.
  case preview(request: Int, WritePlan)
  /// Makes a change and keeps what it overwrites, under `summary`. Answered by `writeProgressed` now and then, one
  /// `writeFinished`, and `undoChanged`.
  case write(WritePlan, summary: String)
  /// Stops the write at the next batch; it still ends with `writeFinished`.
  case cancelWrite
  /// Answered by `undoFinished` and `undoChanged`.
  case undo
  case redo
  /// Answered by `undoListed`.
  case listUndo
  /// Puts text on the clipboard. Answered by `copied`.
  case copy(String, CopyItem)
  /// Answered by `editorReturned`. The session and revision name the file and let the runtime warn of changes.
  case openEditor(SessionID, Revision, text: String)
  /// Writes sessions as NDJSON. Secret values are replaced unless `masked` is false. Answered by `saved`.
  case export(path: String, [SessionID], masked: Bool)
  /// Writes what is on the screen, as SVG or text by the path's end. Answered by `saved`.
  case screenshot(path: String)
  /// Answered by `themeChanged`.
  case setTheme(String)
  /// Answered by `themesListed`.
  case listThemes
  /// Gives the terminal back and stops the process until it is continued.
  case suspend
  /// Draws every cell again.
  case redraw
  /// Sends `ticked` once, after this long. There is one timer: a later `tick` replaces an earlier one.
  case tick(after: Duration)
  case quit(code: Int32)
}

/// What was copied, for the message.
public enum CopyItem: String, Sendable, Hashable, CaseIterable {
  case value, rawValue, key, id, json, command, change
}
