import SessionModel
import SessionStores

/// Makes a planned change the one way there is: shown, confirmed, recorded in the undo journal, done, reported.
struct ChangeRun: Sendable {
  /// The words for one kind of change.
  struct Words: Sendable {
    /// The command: `delete`.
    var verb: String
    /// What it did: `Deleted`.
    var done: String
  }

  let target: OpenTarget
  let words: Words
  let options: ChangeOptions
  /// What is printed of it for people, besides the count.
  var detail: String?

  /// Asks where it must be asked: for more than one session, and for anything in production.
  func confirm(count: Int) throws {
    guard !options.dryRun, !options.yes, count > 1 || target.request.isProduction && count > 0 else { return }
    guard Prompt.isPossible, !options.json else { throw CommandFailure.notConfirmed(verb: words.verb, count: count) }
    let place = (target.request.isProduction ? "PRODUCTION " : "") + ErrorMessages.plain(target.request.name)
    let answer = Prompt.ask(
      "This will \(words.verb) \(ErrorMessages.sessions(count)) in \(place). Type the number of sessions to go on:")
    let typed = (answer ?? "").filter { !$0.isWhitespace && $0 != "," }
    guard typed == String(count) else {
      throw CommandFailure.wrongCount(verb: words.verb, typed: answer ?? "", count: count)
    }
  }

  /// Carries the plan out, or prints what it would do. `count` is how many sessions it is about.
  func perform(_ plan: WritePlan, count: Int) async throws {
    if let reason = target.info.readOnly, !options.dryRun { throw StoreError.readOnly(reason) }
    if options.dryRun { return try await preview(plan, count: count) }
    guard count > 0 else { return try report(Receipt(), undo: nil) }
    let operation = try begin(count: count)
    let receipt: Receipt
    do {
      let progress = WriteProgress(verb: words.verb, total: count)
      defer { progress.end() }
      receipt = try await target.store.write(plan, at: target.now, journal: operation) { progress.show($0) }
    } catch {
      // A batch is recorded before it is written, so some of it may have been done.
      if count > 1, operation.count > 0, let id = operation.id {
        throw CommandFailure.partly(error, undo: Self.undoCommand(id))
      }
      // A change of one session that is refused, or that nobody let in, is not made at all.
      switch error {
      case .conflict, .locked, .editRefused, .changeRefused, .readOnly, .noSuchSession, .tokenRefused, .lockedOut,
        .refused, .cookieTooLarge, .browserWasTold, .masked:
        operation.discard()
      default: break
      }
      throw error
    }
    try operation.finish()
    let undo = receipt.count > 0 ? operation.id.map(Self.undoCommand) : nil
    try report(receipt, undo: undo)
  }

  /// The command that takes an operation back.
  static func undoCommand(_ id: UndoJournal.EntryID) -> String { "sesspect undo --entry \(id)" }

  /// An operation in the undo journal for this change.
  func begin(count: Int) throws -> UndoJournal.Operation {
    guard let directory = Directories(.current).undo else { throw CommandFailure.noJournal }
    return UndoJournal(directory: directory).begin(
      UndoJournal.Header(
        at: target.now, target: target.journalName, dialect: target.info.dialect, location: target.info.location,
        verb: words.verb, summary: detail ?? "\(words.done) \(ErrorMessages.sessions(count))"))
  }

  private func preview(_ plan: WritePlan, count: Int) async throws {
    let console = Console.standard
    if options.json {
      return try console.json(["schema": 1, "dry_run": true, "sessions": SessionJSON.count(count)])
    }
    for line in await target.store.preview(plan) { try console.line(line) }
    try console.flush()
    console.talk("Would \(words.verb) \(ErrorMessages.sessions(count)); nothing was changed.")
  }

  /// The receipt on standard output; sessions that were left alone make it a conflict.
  func report(_ receipt: Receipt, undo: String?) throws {
    let console = Console.standard
    if options.json {
      var members: [Value.Member] = [
        SessionJSON.schema, .init("done", SessionJSON.count(receipt.count)),
        .init("sessions", .array(receipt.done.map { SessionJSON.text($0.text) })),
      ]
      if receipt.pending > 0 { members.append(.init("pending", SessionJSON.count(receipt.pending))) }
      if let revision = receipt.revision { members.append(.init("revision", SessionJSON.text(revision.text))) }
      if !receipt.conflicts.isEmpty {
        members.append(.init("conflicts", .array(receipt.conflicts.map { SessionJSON.text($0.id.text) })))
      }
      if let undo { members.append(.init("undo", SessionJSON.text(undo))) }
      try console.json(.object(members))
    } else if receipt.conflicts.isEmpty {
      if let detail, receipt.count == 1 {
        try console.line(detail)
      } else {
        let one = receipt.count == 1 ? receipt.done.first?.shortened : nil
        try console.line(
          "\(words.done) " + (one.map { "session \($0)" } ?? ErrorMessages.sessions(receipt.count)) + ".")
      }
      if receipt.pending > 0 { try console.line(ErrorMessages.waiting(receipt)) }
      if let undo { try console.line("Undo: \(undo)") }
    }
    try console.flush()
    if !receipt.conflicts.isEmpty {
      throw CommandFailure.conflicts(verb: words.done, done: receipt.count, receipt.conflicts, undo: undo)
    }
  }
}
