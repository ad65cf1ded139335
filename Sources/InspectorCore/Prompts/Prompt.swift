import SessionModel
import TerminalUI

/// A question on the message line. It has the keys until it is answered or left with Esc.
public enum Prompt: Sendable, Equatable {
  case filter(FilterPrompt)
  case command(CommandPrompt)
  case edit(EditPrompt)
  case confirm(Confirmation)
  case menu(Menu)
  case export(ExportPrompt)
}

/// The filter being typed; the list follows while it is typed.
public struct FilterPrompt: Sendable, Equatable {
  public internal(set) var field: TextField
  /// The filter before, for Esc.
  let previous: Filter?
  /// What is wrong with the text; the list then keeps the last good filter.
  public internal(set) var problem: FilterFailure?
  /// When the text is taken over, unless something else is typed before.
  var dueAt: Timestamp?
}

/// The command line behind `:`.
public struct CommandPrompt: Sendable, Equatable {
  public internal(set) var field = TextField()
  /// Which line of the history is shown, from the newest; nil while typing.
  var historyIndex: Int?
  /// Names the text may become, as Tab found them.
  public internal(set) var completions: [String] = []
  public internal(set) var problem: Notice?
}

/// Where an export goes.
public struct ExportPrompt: Sendable, Equatable {
  public internal(set) var field: TextField
  public let ids: [SessionID]
}

/// A few choices, one key each.
public struct Menu: Sendable, Equatable {
  public enum Kind: Sendable, Hashable { case copy, sort, changeType, columns }
  public let kind: Kind
  public internal(set) var choices: [Choice]

  public struct Choice: Sendable, Equatable {
    public let key: Unicode.Scalar
    public let item: Item
  }
  public enum Item: Sendable, Equatable {
    case copy(CopyItem)
    case sort(Sort.Key)
    case type(Value.Kind)
    case column(ListState.Column)
  }
}
