import SessionModel
import TerminalUI

/// A value or a name being typed, for one key of one session.
public struct EditPrompt: Sendable, Equatable {
  public enum Purpose: Sendable, Equatable {
    /// Another value of the same type, or of `kind` where the type is being changed.
    case value(kind: Value.Kind)
    /// The name of a new key below `path`; then its value.
    case newName
    /// The value of the new key at `path`, as JSON; anything else is taken as a string.
    case newValue
    case rename
  }

  public let session: Session
  /// What is edited; for `newName` what the key is added to.
  public internal(set) var path: Path
  public internal(set) var purpose: Purpose
  public internal(set) var field: TextField
  /// The data the edit was begun on: the base of a three-way view.
  let base: Value
  /// The revision it had.
  let revision: Revision
  public internal(set) var problem: EditProblem?
  /// What happened to the session meanwhile.
  public internal(set) var meanwhile: Meanwhile?

  public enum Meanwhile: Sendable, Hashable { case changed, gone }

  /// The value before, nil for a new key.
  public var old: Value? { base[path] }
  /// The value before is a secret that the target keeps.
  public var replacesMasked: Bool { old.flatMap(MaskedValue.init) != nil }
}

/// Why a typed text is not taken.
public enum EditProblem: Error, Sendable, Hashable {
  case literal(LiteralFailure)
  case nameTaken(String)
  /// The key is not there any more, or has no name.
  case noSuchKey(Path)
  case store(StoreError)
  case gone(SessionID)
  case notConnected(Connection)
}
