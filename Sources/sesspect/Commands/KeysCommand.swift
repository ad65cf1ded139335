import ArgumentParser
import InspectorCore
import SessionModel
import TerminalUI

/// `sesspect keys`
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Print the inspector's keys as they are in effect.",
    discussion: """
      With what the keys file changes. A line of that file is a key and a command, in a table of the place where it \
      is to work; an empty command takes the key away:

        [list]
        "x" = "delete"
        "d" = ""

      EXAMPLES
        sesspect keys
        sesspect keys --json | jq -r '.keys[] | select(.command == "undo") | .key'
      """)

  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let console = Console.standard
    let directories = Directories(.current)
    let config = try Config.load(directories)
    let (keymap, problems) = try KeysFile.keymap(config, directories)
    let rows = Self.rows(keymap)
    if json {
      return try console.json([
        "schema": 1,
        "keys": .array(
          rows.map { row in
            [
              "context": SessionJSON.text(row.context.rawValue), "key": SessionJSON.text(row.key),
              "command": SessionJSON.text(row.command),
            ]
          }),
      ])
    }
    var table = Table(columns: [
      .init(title: "WHERE"), .init(title: "KEY"), .init(title: "COMMAND"),
      .init(title: "DOES", dropOrder: 1, isElastic: true),
    ])
    table.rows = rows.map { row in
      [row.context.rawValue, row.key, row.command, CommandTable.named(row.command)?.help ?? ""].map {
        SafeText(untrusted: $0)
      }
    }
    for line in table.lines(width: console.columns) { try console.line(line) }
    try console.flush()
    for problem in problems {
      console.talk(ErrorMessages.keys(problem, file: KeysFile.path(config, directories) ?? ""))
    }
  }

  /// Every binding, by place and then in the order of the command table.
  static func rows(_ keymap: Keymap) -> [(context: Context, key: String, command: String)] {
    let order = Dictionary(CommandTable.all.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return Context.allCases.flatMap { context in
      (keymap.bindings[context] ?? [:]).map { (context: context, key: $0.key.name, command: $0.value) }
        .sorted { (order[$0.command] ?? 0, $0.key) < (order[$1.command] ?? 0, $1.key) }
    }
  }
}
