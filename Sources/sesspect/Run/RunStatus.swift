/// How a run ended. Scripts branch on these; the man page lists them.
enum RunStatus: Int32, CaseIterable {
  case done = 0
  case failed = 1
  /// Wrong usage, or no terminal where one is needed.
  case usage = 2
  case notFound = 3
  /// The session changed between looking and writing.
  case conflict = 4
  /// Read-only, not confirmed, no key.
  case refused = 5
  case unreachable = 6
  case interrupted = 130

  /// What it means, for the man page and `sesspect --help`.
  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .usage: "wrong usage, or no terminal where one is needed"
    case .notFound: "not found"
    case .conflict: "conflict: the session changed meanwhile, nothing was written"
    case .refused: "refused: read-only, not confirmed, or the secret key is missing"
    case .unreachable: "the target cannot be reached"
    case .interrupted: "interrupted; what was done until then stays, and can be undone"
    }
  }
}
