import SessionModel
import TerminalUI

/// A change that waits for its `y`: the plan itself, so that what was shown is what is done.
public struct Confirmation: Sendable, Equatable {
  public internal(set) var plan: WritePlan
  public let subject: WriteSubject
  /// Sessions it touches; nil while they are counted.
  public internal(set) var count: Int?
  /// The number the operator has to type first: for more than ten sessions and for production targets.
  public internal(set) var typed: TextField?
  /// What the store will do, once asked for with `p`.
  public internal(set) var preview: [String]?
  public internal(set) var showsPreview = false
  var previewRequest: Int?
  var countRequest: Int?
  /// Sessions of the plan that went away while it waited.
  public internal(set) var gone: Set<SessionID> = []
  /// A session of the plan changed while it waited: it will be left alone unless asked again.
  public internal(set) var changed: Set<SessionID> = []
  /// The one session it ends or empties changed while it waited; the plan is for the session as it is now.
  public internal(set) var followed = false
  /// The plan is a replan of this prompt's edit: its text comes back with Esc.
  let retained: EditPrompt?
  /// The last key was Enter, which never confirms.
  public internal(set) var wasEntered = false
  /// `y` was pressed while the target did not answer.
  public internal(set) var waitsForTarget = false

  /// Deleting or clearing one session is meant whatever is in it, and can be undone exactly: an app that goes on
  /// writing must not make it impossible. Anything else was asked about what was seen.
  mutating func follow(_ id: SessionID, to revision: Revision) {
    guard case .sessions(let targets) = plan.selection, targets.map(\.id) == [id], plan.action.followsChanges else {
      changed.insert(id)
      return
    }
    plan.selection = .sessions([WritePlan.Target(id, revision)])
    preview = nil
    previewRequest = nil
    showsPreview = false
    followed = true
  }

  /// True when `y` may do it.
  public var isReady: Bool {
    guard let count else { return false }
    guard let typed else { return true }
    return Int(typed.text) == count
  }
}

/// What a change is about, for prompts, messages and the journal.
public enum WriteSubject: Sendable, Hashable {
  case deleteSession(Session)
  case deleteSessions(count: Int, first: [Session])
  case clearSession(Session)
  case clearSessions(count: Int, first: [Session])
  case deleteExpired
  case deleteMatching(Filter?)
  case setValue(Session, Path, old: Value, new: Value)
  case addKey(Session, Path, Value)
  case renameKey(Session, Path, to: String)
  case deleteKey(Session, Path, old: Value)
  case editDocument(Session, [Change])
  case restoreValue(Session, Path, old: Value?, new: Value?)

  /// The line kept with the change in the journal.
  public var summary: String {
    switch self {
    case .deleteSession(let session): "delete \(session.id.shortened)"
    case .deleteSessions(let count, _): "delete \(count) sessions"
    case .clearSession(let session): "clear \(session.id.shortened)"
    case .clearSessions(let count, _): "clear \(count) sessions"
    case .deleteExpired: "delete expired sessions"
    case .deleteMatching(let filter): "delete sessions matching \(filter?.text ?? "everything")"
    case .setValue(let session, let path, _, _): "set \(path) of \(session.id.shortened)"
    case .addKey(let session, let path, _): "add \(path) to \(session.id.shortened)"
    case .renameKey(let session, let path, let name): "rename \(path) to \(name) in \(session.id.shortened)"
    case .deleteKey(let session, let path, _): "delete \(path) of \(session.id.shortened)"
    case .editDocument(let session, let changes): "edit \(changes.count) keys of \(session.id.shortened)"
    case .restoreValue(let session, let path, _, _): "restore \(path) of \(session.id.shortened)"
    }
  }
}

extension WritePlan.Action {
  fileprivate var followsChanges: Bool {
    switch self {
    case .delete, .clear: true
    case .edit, .create, .restore: false
    }
  }
}
