import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect count TARGET`
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count sessions: those that match, active, expired, all.",
    discussion: """
      EXAMPLES
        sesspect count db.sqlite3
        sesspect count db.sqlite3 --filter 'user.role=admin' --json
      """)

  @Argument(help: .target) var target: String
  @OptionGroup var filter: FilterOptions
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let request = try options.request(target)
    let query = try filter.query()
    let console = Console.standard
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        let count = try await target.store.count(query, at: target.now) { _ in }
        if json {
          try console.json([
            "schema": 1, "matched": SessionJSON.count(count.matched), "active": SessionJSON.count(count.active),
            "expired": SessionJSON.count(count.expired), "total": SessionJSON.count(count.total),
            "exact": .bool(count.isExact),
          ])
        } else {
          let numbers = [
            ("matched", count.matched), ("active", count.active), ("expired", count.expired), ("total", count.total),
          ]
          let width = numbers.map { ErrorMessages.grouped($0.1).count }.max() ?? 0
          for (name, number) in numbers {
            let text = ErrorMessages.grouped(number)
            try console.line(name.padding(to: 9) + String(repeating: " ", count: width - text.count) + text)
          }
          if !count.isExact { console.talk("The numbers are estimates.") }
        }
      }
    }
  }
}
