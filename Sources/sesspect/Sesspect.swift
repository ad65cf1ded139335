import ArgumentParser

/// The command line: what there is, one line each.
struct Sesspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sesspect",
    abstract: "See, change and end the web sessions of a running app.",
    usage: """
      sesspect [<target>] [<options>]
      sesspect <command> …
      """,
    discussion: """
      TARGET is a SQLite file or a name from the config file. 'sesspect TARGET' opens the inspector, the commands do \
      the same for scripts: data on standard output, talk on standard error, and exit codes that mean something:
      \(RunStatus.allCases.map { "  \(String($0.rawValue).padding(to: 4)) \($0.meaning)" }.joined(separator: "\n"))

      EXAMPLES
        sesspect db.sqlite3
        sesspect list db.sqlite3 --filter 'user.role=admin'
        sesspect set db.sqlite3 9f3a1c2e cart.items[0].qty 3
        sesspect delete db.sqlite3 --filter @expired --yes
        sesspect undo
      """,
    version: Version.text,
    subcommands: [
      InspectCommand.self,
      DemoCommand.self,
      ServeCommand.self,
      ListCommand.self,
      ShowCommand.self,
      CountCommand.self,
      WatchCommand.self,
      SetCommand.self,
      UnsetCommand.self,
      DeleteCommand.self,
      ClearCommand.self,
      UndoCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      AdapterCommand.self,
      StoresCommand.self,
      ThemeCommand.self,
      KeysCommand.self,
      PathsCommand.self,
      DoctorCommand.self,
      CookieCommand.self,
      SecretCommand.self,
      CompletionsCommand.self,
      ManCommand.self,
    ],
    defaultSubcommand: InspectCommand.self)

  static var commandNames: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }
}

/// The version, in one place.
enum Version {
  static let text = "0.1.0"
}
