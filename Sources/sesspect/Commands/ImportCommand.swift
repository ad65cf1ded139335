import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect import TARGET FILE`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Put exported sessions into a store. Can be undone.",
    discussion: """
      FILE is what 'export --reveal' wrote; '-' is standard input. Every line is checked before anything is written. A \
      session that is there already stops the import, unless --replace puts the imported one in its place. Sessions \
      of another dialect are refused unless --convert writes their values in the target's own format.

      EXAMPLES
        sesspect import db.sqlite3 sessions.ndjson --dry-run
        sesspect import db.sqlite3 sessions.ndjson --yes
        sesspect import flask.sqlite3 django.ndjson --convert --yes
      """)

  @Argument(help: .target) var target: String
  @Argument(help: "The exported sessions; '-' is standard input.", completion: .file()) var file: String
  @Flag(help: "Replace sessions that are there already.") var replace = false
  @Flag(help: "Accept sessions of another dialect.") var convert = false
  @OptionGroup var change: ChangeOptions
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let request = try options.request(target)
    let file = file == "-" ? "/dev/stdin" : file
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        if let reason = target.info.readOnly, !change.dryRun { throw StoreError.readOnly(reason) }
        // Two passes over a file keep memory bounded; what comes through a pipe is held.
        let lines = try ImportFile(path: file)
        var count = 0
        var present = 0
        try await lines.forEach { number, line in
          let session = try ExportLine.read(line, number: number)
          if session.dialect != target.info.dialect, !convert {
            throw CommandFailure.importLine(number, .dialect(exported: session.dialect, target: target.info.dialect))
          }
          if await exists(session.id, in: target) {
            guard replace || change.dryRun else { throw StoreError.exists(session.id) }
            present += 1
          }
          count += 1
        }
        if change.dryRun { return try preview(count: count, present: present) }
        let run = ChangeRun(target: target, words: .init(verb: "import", done: "Imported"), options: change)
        try run.confirm(count: count)
        try await Import(run: run, replaces: replace).perform(lines, count: count)
      }
    }
  }

  private func exists(_ id: SessionID, in target: OpenTarget) async -> Bool {
    (try? await target.store.content(of: id)) != nil
  }

  private func preview(count: Int, present: Int) throws {
    let console = Console.standard
    if change.json {
      return try console.json([
        "schema": 1, "dry_run": true, "sessions": SessionJSON.count(count), "present": SessionJSON.count(present),
      ])
    }
    console.talk(
      "Would import \(ErrorMessages.sessions(count)), \(ErrorMessages.grouped(present)) of them there already; nothing was changed."
    )
  }
}
