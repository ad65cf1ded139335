import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect [TARGET]`
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Open the inspector on a target; what 'sesspect TARGET' does.",
    discussion: """
      Without TARGET it offers the running apps with a debug endpoint, then the session stores in the current folder.

      EXAMPLES
        sesspect db.sqlite3
        sesspect db.sqlite3 --filter 'user.role=admin'
        sesspect pid:4711
        sesspect ssh://staging/pid:4711
        sesspect
      """)

  @Argument(help: .target) var target: String?
  @OptionGroup var filter: FilterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("seen, created, expires, size, keys, user or id; '-' in front reverses.", valueName: "key"),
    completion: .list(Sort.Key.allCases.map(\.rawValue)))
  var sort: String?

  @OptionGroup(title: "Screen") var screen: ScreenOptions

  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let query = try filter.query(sort: sort)
    guard Self.hasTerminal(.current) else { throw CommandFailure.target(.needsTerminal) }
    let request = try options.request(target ?? chosen())
    try InspectorStart.run(InspectorStart.Wish(request: request, query: query, screen: screen))
  }

  /// Both ends are a terminal, and one that can place its cursor.
  static func hasTerminal(_ environment: Environment) -> Bool {
    guard let kind = environment["TERM"], kind != "dumb" else { return false }
    return Console.isTerminal(0) && Console.isTerminal(1)
  }

  /// The one thing there is to inspect, asked for where there are several.
  private func chosen() throws -> String {
    let choices = try Blocking.run { try await TargetChoice.find(in: ".") }
    guard let first = choices.first else { throw CommandFailure.target(.nothingHere(folder: FileCheck.workingFolder)) }
    guard choices.count > 1 else { return first.target }
    let list = choices.enumerated().map { "  \($0 + 1)  \(ErrorMessages.plain($1.text))" }.joined(separator: "\n")
    let answer = Prompt.ask("Sessions are here:\n\(list)\nWhich? (1–\(choices.count))")
    guard let number = answer.flatMap({ Int($0.filter { !$0.isWhitespace }) }), choices.indices.contains(number - 1)
    else {
      throw CommandFailure.target(.severalHere(choices.map(\.target)))
    }
    return choices[number - 1].target
  }
}
