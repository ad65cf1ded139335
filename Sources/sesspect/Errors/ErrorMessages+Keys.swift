import InspectorCore

extension ErrorMessages {
  /// `keys.toml:3: There is no command ‘delet’. Did you mean ‘delete’?`
  static func keys(_ problem: Keymap.Problem, file: String) -> String {
    func place(_ override: Keymap.Override) -> String { "\(plain(file)):\(override.line): " }
    switch problem {
    case .unknownContext(let override):
      return place(override) + "There is no place \(quoted(override.context)). There are: "
        + Context.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .unknownKey(let override): return place(override) + "\(quoted(override.key)) is no key."
    case .unknownCommand(let override, let suggestion):
      return place(override) + "There is no command \(quoted(override.command ?? ""))."
        + (suggestion.map { " Did you mean \(quoted($0))?" } ?? "")
    case .conflict(let override, let earlier):
      return place(override)
        + "\(quoted(override.key)) was given a command in line \(earlier.line) already; this one counts."
    }
  }
}
