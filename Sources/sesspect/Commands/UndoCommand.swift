import ArgumentParser
import SessionModel
import SessionStores
import TerminalUI

/// `sesspect undo [TARGET]`
struct UndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back the last change made by a command or the inspector.",
    discussion: """
      Puts every changed session back exactly: payload, expiry, every column, also after a restart. A session that was \
      changed since is left alone and named (exit code 4). Without TARGET it is the last change anywhere. --redo makes \
      the change that was undone last again.

      EXAMPLES
        sesspect undo
        sesspect undo db.sqlite3 --list
        sesspect undo --entry 20261122T212004123Z-4121-1
        sesspect undo --redo
      """)

  @Argument(help: .target) var target: String?
  @Flag(help: "Show what was done, newest first, and change nothing.") var list = false
  @Flag(help: "Make again what was undone last.") var redo = false

  @Option(help: ArgumentHelp("This operation instead of the last, or the beginning of its name.", valueName: "name"))
  var entry: String?

  @Flag(name: .customLong("dry-run"), help: "Show which sessions would be put back and change nothing.") var dryRun =
    false
  @Flag(help: "Print the result as JSON.") var json = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    guard let directory = Directories(.current).undo else { throw CommandFailure.noJournal }
    let journal = UndoJournal(directory: directory)
    let request = try target.map(options.request)
    let name = request.map { StoreOpener.journalName($0.address) }
    if list { return try UndoList(journal: journal, target: name, json: json).print() }
    let entry = try chosen(in: journal, target: name)
    if dryRun { return try preview(entry, in: journal) }
    var opened = try request ?? options.request(entry.header.target)
    opened.dialect = opened.dialect ?? entry.header.dialect
    opened.table = opened.table ?? entry.header.location
    try Blocking.run { [opened] in
      try await OpenTarget.using(opened) { target in
        if let reason = target.info.readOnly { throw StoreError.readOnly(reason) }
        let undo = Undo(journal: journal, store: target.store)
        let progress = WriteProgress(verb: redo ? "redo" : "undo", total: entry.count ?? 0)
        defer { progress.end() }
        let outcome =
          redo
          ? try await undo.redo(entry, at: target.now) { progress.show($0) }
          : try await undo.undo(entry, at: target.now) { progress.show($0) }
        progress.end()
        try report(outcome, entry)
      }
    }
  }

  private func chosen(in journal: UndoJournal, target: String?) throws -> UndoJournal.Entry {
    guard let name = entry else {
      let next = redo ? try journal.nextRedo(target: target) : try journal.nextUndo(target: target)
      if let next { return next }
      throw redo ? CommandFailure.nothingToRedo(target: target) : CommandFailure.nothingToUndo(target: target)
    }
    let matches = try journal.list(target: target).filter { $0.id.description.hasPrefix(name) }
    guard matches.count == 1, let found = matches.first else { throw CommandFailure.noSuchOperation(name) }
    let fits = redo ? found.state == .undone : found.state == .done || found.state == .redone
    guard fits else { throw CommandFailure.operationState(name, found.state) }
    return found
  }

  private func preview(_ entry: UndoJournal.Entry, in journal: UndoJournal) throws {
    let console = Console.standard
    let shown = 20
    let restorations = try journal.restorations(of: entry, limit: shown)
    if json {
      return try console.json([
        "schema": 1, "dry_run": true, "sessions": .array(restorations.map { SessionJSON.text($0.id.text) }),
      ])
    }
    for restoration in restorations {
      try console.line((restoration.before == nil ? "remove  " : "restore ") + restoration.id.shortened)
    }
    try console.flush()
    let more = (entry.count ?? 0) - restorations.count
    console.talk(
      "Would take back: \(ErrorMessages.plain(entry.header.summary))"
        + (more > 0 ? " (and \(ErrorMessages.grouped(more)) more)" : ""))
  }

  private func report(_ outcome: Undo.Outcome, _ entry: UndoJournal.Entry) throws {
    let console = Console.standard
    let receipt = outcome.receipt
    let other = redo ? "sesspect undo --entry \(entry.id)" : "sesspect undo --redo --entry \(entry.id)"
    let reverse = receipt.count > 0 ? other : nil
    if json {
      var members: [Value.Member] = [
        SessionJSON.schema, .init("done", SessionJSON.count(receipt.count)),
        .init("sessions", .array(receipt.done.map { SessionJSON.text($0.text) })),
        .init("unchanged", SessionJSON.count(outcome.unchanged)),
      ]
      if let revision = receipt.revision { members.append(.init("revision", SessionJSON.text(revision.text))) }
      if !receipt.conflicts.isEmpty {
        members.append(.init("conflicts", .array(receipt.conflicts.map { SessionJSON.text($0.id.text) })))
      }
      if let reverse { members.append(.init("undo", SessionJSON.text(reverse))) }
      try console.json(.object(members))
    } else if receipt.conflicts.isEmpty {
      let verb = redo ? "Made again" : "Undone"
      try console.line("\(verb): \(entry.header.summary)")
      if outcome.unchanged > 0 {
        try console.line("\(ErrorMessages.sessions(outcome.unchanged)) had nothing to put back.")
      }
      if receipt.pending > 0 { try console.line(ErrorMessages.waiting(receipt)) }
      if let reverse { try console.line((redo ? "Undo: " : "Redo: ") + reverse) }
    }
    try console.flush()
    if !receipt.conflicts.isEmpty {
      throw CommandFailure.conflicts(
        verb: redo ? "Changed" : "Put back", done: receipt.count, receipt.conflicts, undo: reverse)
    }
  }
}
