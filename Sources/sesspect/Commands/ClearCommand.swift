import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect clear TARGET ID…`
struct ClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear",
    abstract: "Empty sessions and keep them. Can be undone.",
    discussion: """
      The entries go, the session stays with its ID and times; what the framework itself needs in it stays too. \
      Confirmed and undone as 'delete' is.

      EXAMPLES
        sesspect clear db.sqlite3 9f3a1c2e
        sesspect clear db.sqlite3 --filter 'has:cart @idle>7d' --yes
      """)

  @Argument(help: .target) var target: String
  @Argument(help: .sessionID) var ids: [String] = []
  @OptionGroup var filter: FilterOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    try MassChange(action: .clear, words: .init(verb: "clear", done: "Cleared")).run(
      options.request(target), ids: ids, filter: filter, change: change)
  }
}
