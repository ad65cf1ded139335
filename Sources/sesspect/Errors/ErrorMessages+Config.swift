extension ErrorMessages {
  static func config(_ problem: ConfigProblem) -> Complaint {
    var place = plain(problem.file)
    if let line = problem.line { place += ":\(line)" }
    if let column = problem.column { place += ":\(column)" }
    return Complaint(.failed, "config", "\(place): \(sentence(problem.reason))", hint: hint(problem.reason))
  }

  private static func sentence(_ reason: ConfigProblem.Reason) -> String {
    switch reason {
    case .unreadable(let detail): "It cannot be read: \(plain(detail))."
    case .syntax(let detail): "This is not TOML: \(plain(detail))" + (detail.hasSuffix(".") ? "" : ".")
    case .unknownKey(let key, _, _): "There is no setting \(quoted(key))."
    case .wrongType(let key, let expected): "\(quoted(key)) must be \(plain(expected))."
    case .missing(let key, let table): "[\(plain(table))] has no \(quoted(key))."
    case .twice(let one, let other): "\(quoted(one)) and \(quoted(other)) exclude each other."
    }
  }

  private static func hint(_ reason: ConfigProblem.Reason) -> String? {
    guard case .unknownKey(_, let suggestion, let known) = reason else { return nil }
    return suggestion.map { "Did you mean \(quoted($0))?" } ?? "There are: \(list(known))."
  }
}
