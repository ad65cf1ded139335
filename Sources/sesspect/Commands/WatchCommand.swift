import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect watch TARGET`
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Print one line per change, as it happens.",
    discussion: """
      A line says when, which session, and what: created, changed with each entry's old and new value, deleted or \
      expired. Secrets are masked unless --reveal is given. Of a store it follows the \(SessionWatch.limit) sessions \
      active last. A running app also names the request that caused each change, and reports what goes wrong \
      unseen (rejected cookies, lost and unsaved changes), each with its cause and its fix; what it masks stays \
      masked. Ends with Ctrl-C.

      EXAMPLES
        sesspect watch db.sqlite3
        sesspect watch db.sqlite3 --filter @user=42
        sesspect watch pid:4711 --history
        sesspect watch db.sqlite3 --ndjson | jq -c 'select(.event == "deleted") | .id'
      """)

  @Argument(help: .target) var target: String
  @OptionGroup var filter: FilterOptions
  @Flag(help: "Print one JSON object a line.") var ndjson = false
  @Flag(help: "Begin with what a running app remembers of before.") var history = false
  @Flag(help: "Show masked values and whole IDs.") var reveal = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let request = try options.request(target)
    let query = try filter.query()
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        let printer = EventPrinter(
          mask: Mask(reveal: reveal, patterns: request.masks), reveal: reveal, isJSON: ndjson)
        if target.info.lastEvent != nil {
          return try await EventWatch(target: target, query: query, printer: printer, withHistory: history).run()
        }
        var watch = SessionWatch(target: target, query: query)
        let total = try await watch.begin()
        Console.standard.talk(
          total > SessionWatch.limit
            ? "Watching the \(ErrorMessages.grouped(SessionWatch.limit)) sessions active last, of \(ErrorMessages.grouped(total))."
            : "Watching \(ErrorMessages.sessions(total)).")
        for await signal in target.store.signals() {
          switch signal {
          case .changed:
            for event in try await watch.events() { try printer.print(event, at: target.now) }
            try Console.standard.flush()
          case .connection(.gone):
            throw StoreError.unreachable(request.name, detail: "it is gone")
          case .connection, .event, .joined: continue
          }
        }
        try Task.checkCancellation()
      }
    }
  }
}
