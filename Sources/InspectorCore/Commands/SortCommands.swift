import SessionModel

/// The order of the list.
enum SortCommands {
  static let all = [
    Command(
      "sort", keys: [.list: ["s"]], hint: "sort",
      help: "Sorts by a column, chosen by its letter; the same again reverses.", example: "sort -size",
      isEnabled: { $0.info.sorts.isEmpty ? .notSupported(.sort) : nil }
    ) { state, argument in
      guard !argument.isEmpty else {
        state.prompt = .menu(.sort(state.info))
        return []
      }
      guard let sort = Sort(parsing: argument) else {
        state.say(.badArgument(command: "sort", argument))
        return []
      }
      if state.info.sorts[sort.key] == nil { state.say(.cannotSort(sort.key)) } else { state.sort(sort) }
      return []
    },
    Command("columns", keys: [.list: ["o"]], help: "Chooses the columns of the list.") { state, _ in
      state.prompt = .menu(.columns)
      return []
    },
  ]
}
