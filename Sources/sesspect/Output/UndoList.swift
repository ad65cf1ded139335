import SessionModel
import SessionStores
import TerminalUI

/// What `undo --list` prints.
struct UndoList {
  let journal: UndoJournal
  /// nil lists every target's.
  let target: String?
  let json: Bool

  func print() throws {
    let console = Console.standard
    let entries = try journal.list(target: target)
    if json {
      return try console.json(["schema": 1, "operations": .array(entries.map(object))])
    }
    guard !entries.isEmpty else { return console.talk("Nothing was changed yet.") }
    var table = Table(columns: [
      .init(title: "NAME"), .init(title: "AGO", alignment: .right), .init(title: "STATE"),
      .init(title: "WHAT", minimum: 16, isElastic: true),
      .init(title: "TARGET", dropOrder: 1, minimum: 12, isElastic: true),
    ])
    table.rows = entries.map { entry in
      [
        SafeText(untrusted: entry.id.description), SafeText(untrusted: (Environment.now - entry.header.at).compactText),
        SafeText(untrusted: entry.state.rawValue + (entry.isInterrupted ? ", interrupted" : "")),
        SafeText(untrusted: entry.header.summary, limit: 200), SafeText(untrusted: entry.header.target, limit: 200),
      ]
    }
    for line in table.lines(width: console.columns) { try console.line(line) }
  }

  private func object(_ entry: UndoJournal.Entry) -> Value {
    var members: [Value.Member] = [
      .init("name", SessionJSON.text(entry.id.description)), .init("at", SessionJSON.time(entry.header.at)),
      .init("state", SessionJSON.text(entry.state.rawValue)), .init("interrupted", .bool(entry.isInterrupted)),
      .init("verb", SessionJSON.text(entry.header.verb)), .init("summary", SessionJSON.text(entry.header.summary)),
      .init("target", SessionJSON.text(entry.header.target)), .init("dialect", SessionJSON.text(entry.header.dialect)),
      .init("location", SessionJSON.text(entry.header.location)), .init("size", SessionJSON.count(entry.size)),
    ]
    if let count = entry.count { members.append(.init("sessions", SessionJSON.count(count))) }
    return .object(members)
  }
}
