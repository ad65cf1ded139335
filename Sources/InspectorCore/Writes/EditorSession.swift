import SessionModel

/// What was given to the editor, to compare with what comes back.
struct EditorSession: Sendable, Equatable {
  let session: Session
  let path: Path
  /// The whole data when it was opened.
  let base: Value
  /// A text that could not be taken; opened again instead of the value.
  var rejected: String?
}
