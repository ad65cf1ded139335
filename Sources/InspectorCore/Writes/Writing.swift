import SessionModel

/// A change under way.
public struct Writing: Sendable, Equatable {
  public enum Job: Sendable, Equatable {
    case plan(WritePlan, WriteSubject, retained: EditPrompt?, base: Value?)
    case undo, redo
  }
  public let job: Job
  public internal(set) var progress: Progress?
  public let began: Timestamp
  /// The operator asked to stop it.
  public internal(set) var isCancelling = false
}
