import SessionModel

/// Hands the terminal to the inspector.
enum InspectorStart {
  /// What the operator asked for on the command line.
  struct Wish: Sendable {
    var request: TargetRequest
    var query: Query
    var theme: String?
  }

  static func run(_ wish: Wish) throws {
    // The one line that starts the full-screen inspector.
    throw CommandFailure.target(.needsTerminal)
  }
}
