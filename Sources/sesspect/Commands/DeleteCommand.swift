import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect delete TARGET ID…`
struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete sessions: their users are logged out. Can be undone.",
    discussion: """
      Names the sessions by ID or by --filter. More than one, or any in a production target, has to be confirmed: by \
      typing their number, or by --yes. Rows go in small batches, so that the app can write in between, and each is \
      in the undo journal before it goes. Prints the command that brings them back.

      EXAMPLES
        sesspect delete db.sqlite3 9f3a1c2e
        sesspect delete db.sqlite3 --filter 'user.id=42'
        sesspect delete db.sqlite3 --filter @expired --dry-run
        sesspect delete db.sqlite3 --filter @expired --yes
      """)

  @Argument(help: .target) var target: String
  @Argument(help: .sessionID) var ids: [String] = []
  @OptionGroup var filter: FilterOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    try MassChange(action: .delete, words: .init(verb: "delete", done: "Deleted")).run(
      options.request(target), ids: ids, filter: filter, change: change)
  }
}
