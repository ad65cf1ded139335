import ArgumentParser
import SessionModel

/// `sesspect unset TARGET ID PATH`
struct UnsetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset",
    abstract: "Remove one entry from a session. Can be undone.",
    discussion: """
      EXAMPLES
        sesspect unset db.sqlite3 9f3a1c2e flash
        sesspect unset db.sqlite3 9f3a1c2e 'cart.items[0]'
      """)

  @Argument(help: .target) var target: String
  @Argument(help: .sessionID) var id: String
  @Argument(help: .path) var path: String

  @Option(
    name: .customLong("if-revision"),
    help: ArgumentHelp("Write only if the session is still at this revision.", valueName: "revision"))
  var revision: String?

  @OptionGroup var change: ChangeOptions
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let edit = try EntryChange(words: .init(verb: "unset", done: "Removed"), path: path) { path, data in
      try Self.change(of: data, at: path)
    }
    try edit.run(options.request(target), id: id, revision: revision, options: change)
  }

  /// The change that takes away what is at `path`.
  static func change(of data: Value, at path: Path) throws(ChangeFailure) -> Change {
    guard let old = data[path] else { throw ChangeFailure(reason: .missing, path: path) }
    var position: Int?
    if case .key(let key)? = path.last { position = data[path.parent]?.members?.firstIndex { $0.key == key } }
    return Change(path, .remove(old: old, position: position))
  }
}
