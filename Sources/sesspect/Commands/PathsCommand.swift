import ArgumentParser
import SessionModel

/// `sesspect paths`
struct PathsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paths",
    abstract: "Print where configuration, themes and the undo journal are.",
    discussion: """
      EXAMPLES
        sesspect paths
        $EDITOR "$(sesspect paths --json | jq -r .config)"
      """)

  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let console = Console.standard
    let directories = Directories(.current)
    let paths = [
      ("config", directories.configFile), ("keys", directories.keysFile), ("themes", directories.themes.first),
      ("undo", directories.undo),
    ]
    if json {
      let members = paths.compactMap { name, path in path.map { Value.Member(Text(name), SessionJSON.text($0)) } }
      return try console.json(.object([SessionJSON.schema] + members))
    }
    for (name, path) in paths {
      let state = path.map { FileCheck.exists($0) ? "" : "  (not there yet)" } ?? ""
      try console.line(name.padding(to: 8) + (path ?? "none: HOME is not set") + state)
    }
  }
}
