import ArgumentParser
import SessionModel
import TerminalUI

/// `sesspect theme list|check|show`
struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme",
    abstract: "List, check and print colour themes.",
    discussion: """
      Themes are TOML files in the folder that 'sesspect paths' prints; the built-in ones are in the program.

      EXAMPLES
        sesspect theme list
        sesspect theme show nord > ~/.config/sesspect/themes/mine.toml
        sesspect theme check ~/.config/sesspect/themes/mine.toml
      """,
    subcommands: [ThemeListCommand.self, ThemeCheckCommand.self, ThemeShowCommand.self])
}

/// `sesspect theme list`
struct ThemeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the themes, the user's own first.",
    discussion: """
      EXAMPLES
        sesspect theme list
      """)

  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let console = Console.standard
    let library = ThemeLibrary(Directories(.current))
    let themes = try library.items.map { item in
      (item, try library.toml(named: item.name).flatMap { try? library.parse($0, file: item.name).theme.appearance })
    }
    if json {
      return try console.json([
        "schema": 1,
        "themes": .array(
          themes.map { item, appearance in
            var members: [Value.Member] = [.init("name", SessionJSON.text(item.name))]
            if let appearance { members.append(.init("appearance", SessionJSON.text(appearance.rawValue))) }
            if let file = item.file { members.append(.init("file", SessionJSON.text(file))) }
            return .object(members)
          }),
      ])
    }
    var table = Table(columns: [.init(title: "THEME"), .init(title: "FOR"), .init(title: "FILE", dropOrder: 1)])
    table.rows = themes.map { item, appearance in
      [
        SafeText(untrusted: item.name), SafeText(untrusted: appearance?.rawValue ?? "?"),
        item.file.map { SafeText(untrusted: $0) } ?? .empty,
      ]
    }
    for line in table.lines(width: console.columns) { try console.line(line) }
  }
}

/// `sesspect theme check FILE`
struct ThemeCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with a theme file: names, colours, contrast.",
    discussion: """
      Every problem is a line with file, line and what to do; exit code 1 where there is one.

      EXAMPLES
        sesspect theme check mine.toml
      """)

  @Argument(help: "The theme file.", completion: .file(extensions: ["toml"])) var file: String

  func run() throws {
    let console = Console.standard
    guard let text = try TextFile.text(file) else { throw StoreError.noSuchFile(file) }
    let warnings = try ThemeLibrary(Directories(.current)).parse(text, file: file).warnings
    for warning in warnings { try console.line(ErrorMessages.theme(warning)) }
    try console.flush()
    guard warnings.isEmpty else { throw CommandFailure.themeProblems(warnings.count) }
    try console.line("No problems.")
  }
}

/// `sesspect theme show NAME`
struct ThemeShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a theme's file, as a start for one's own.",
    discussion: """
      EXAMPLES
        sesspect theme show nord
      """)

  @Argument(
    help: "The theme's name.", completion: .custom { _, _, _ in ThemeLibrary(Directories(.current)).items.map(\.name) })
  var name: String

  func run() throws {
    let library = ThemeLibrary(Directories(.current))
    guard let text = try library.toml(named: name) else {
      throw CommandFailure.noSuchTheme(name, known: library.items.map(\.name))
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0) {
      try Console.standard.line(String(line))
    }
  }
}
