import SessionModel
import TerminalUI

/// Something shown over the panes until Esc.
public enum Overlay: Sendable, Equatable {
  case help(HelpState)
  case palette(PaletteState)
  case timeline(TimelineState)
  case diff(DiffState)
  case undoList(UndoListState)
  case info(InfoState)
  case conflict(ConflictState)
  case themes(ThemeState)
  case finding(FindingState)
}

/// The list of commands that work where it was opened.
public struct HelpState: Sendable, Equatable {
  public internal(set) var field = TextField()
  /// `/` was pressed: letters go into the filter.
  public internal(set) var isFiltering = false
  /// Where help was asked for.
  public let context: Context
  public internal(set) var first = 0
}

/// All commands, narrowed by what is typed.
public struct PaletteState: Sendable, Equatable {
  public internal(set) var field = TextField()
  public internal(set) var selected = 0
  public let context: Context
}

/// The changes of the open session, or of one of its keys.
public struct TimelineState: Sendable, Equatable {
  /// nil for all keys.
  public internal(set) var path: Path?
  /// From the newest.
  public internal(set) var selected = 0

  public init(path: Path?) { self.path = path }
}

/// Two sessions side by side, by key.
public struct DiffState: Sendable, Equatable {
  public let left: SessionID
  public let right: SessionID
  public internal(set) var contents: [SessionID: SessionContent] = [:]
  public internal(set) var problem: StoreError?
  var requests: [Int] = []
  public internal(set) var selected = 0
  /// Places that differ, once both are loaded.
  public internal(set) var leaves: [ValueDiff.Leaf] = []
}

public struct UndoListState: Sendable, Equatable {
  /// Newest first; nil while it is being read.
  public internal(set) var steps: [UndoStep]?
  public internal(set) var selected = 0
}

/// One finding, with its cause and its fix in full.
public struct FindingState: Sendable, Equatable {
  public let line: FindingLine
  public internal(set) var first = 0
}

public struct InfoState: Sendable, Equatable {
  public internal(set) var first = 0
}

public struct ThemeState: Sendable, Equatable {
  public internal(set) var names: [String]?
  public internal(set) var selected = 0
  /// The theme to go back to on Esc.
  let original: String
}

/// Two people changed the same session: what was there, what is there, what the operator wants. Nothing is written
/// until one of the three is chosen.
public struct ConflictState: Sendable, Equatable {
  public let session: Session
  /// What the edit was begun on.
  public let base: Value
  /// What is stored now; nil while it is loaded.
  public internal(set) var theirs: SessionContent?
  public let mine: [Change]
  let subject: WriteSubject
  let retained: EditPrompt?
  var request: Int
  public internal(set) var problem: StoreError?
  public internal(set) var first = 0
}
