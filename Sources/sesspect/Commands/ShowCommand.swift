import ArgumentParser
import SessionModel
import SessionStores
import TerminalUI

/// `sesspect show TARGET ID`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one session with its data.",
    discussion: """
      Every entry is a line of path, type and value; the paths are those that 'set' and 'unset' take. Values of keys \
      that look like secrets are masked; --reveal shows them. --json prints the data exactly as stored.

      EXAMPLES
        sesspect show db.sqlite3 9f3a1c2e
        sesspect show db.sqlite3 9f3a1c2e --json | jq .data.cart
        sesspect show db.sqlite3 9f3a1c2e --raw > payload.bin
      """)

  @Argument(help: .target) var target: String
  @Argument(help: .sessionID) var id: String
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Show masked values and the whole ID.") var reveal = false
  @Flag(help: "Print the payload's bytes as they are stored; not to a terminal.") var raw = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func validate() throws {
    if raw, json { throw ValidationError("'--raw' and '--json' exclude each other.") }
  }

  func run() throws {
    let request = try options.request(target)
    let console = Console.standard
    if raw, console.isOutputTerminal { throw CommandFailure.rawOnTerminal }
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        // A server masks before anything leaves it, and notes who asked for more.
        let content = try await target.store.content(of: target.store.resolve(id), revealing: reveal || raw)
        if reveal || raw, Masking.holdsPlaceholder(content.data) {
          console.talk("The app does not give out its secrets; they stay masked.")
        }
        if raw { return try console.write(content.payload) }
        let data = Mask(reveal: reveal, patterns: request.masks)(content.data)
        if json {
          try console.json(Self.json(content, data: data, target: target.info))
        } else {
          try printForPeople(content, data: data, at: target.now, console)
        }
      }
    }
  }

  /// One session as `list --json` has it, with its codec and its data.
  static func json(_ content: SessionContent, data: Value, target: StoreInfo) -> Value {
    var members = [
      SessionJSON.schema, .init("target", SessionJSON.text(target.target)),
      .init("dialect", SessionJSON.text(target.dialect)),
    ]
    members += SessionJSON.members(content.session)
    members.append(.init("codec", SessionJSON.text(content.codec)))
    if let obstacle = content.editObstacle {
      members.append(.init("read_only", SessionJSON.text(ErrorMessages.describe(obstacle, of: "The session").message)))
    }
    members.append(.init("data", data))
    return .object(members)
  }

  private func printForPeople(_ content: SessionContent, data: Value, at now: Timestamp, _ console: Console) throws {
    let session = content.session
    func field(_ name: String, _ value: String?) throws {
      guard let value else { return }
      try console.line(name.padding(to: 9) + value)
    }
    func time(_ time: Timestamp?) -> String? {
      time.map { "\($0.rfc3339)  (\($0 <= now ? (now - $0).compactText + " ago" : "in " + ($0 - now).compactText))" }
    }
    try field(
      "ID",
      reveal
        ? session.id.text
        : String(session.id.text.prefix(SessionTable.prefixLength([session.id]))) + "  (--reveal shows it whole)")
    try field("User", session.user)
    try field("Client", session.client)
    try field("Created", time(session.created))
    try field("Seen", time(session.seen))
    if let last = session.last {
      try field("Last", "\(last)" + (session.hits.map { ", \($0) request\($0 == 1 ? "" : "s") in all" } ?? ""))
    }
    try field("Expires", time(session.expires))
    try field("Payload", "\(ByteSize(session.size)), \(content.codec)")
    if let obstacle = content.editObstacle {
      try field("Edits", ErrorMessages.describe(obstacle, of: "The session").message)
    }
    let rows = ValueText.rows(data)
    guard !rows.isEmpty else { return try console.line("\nNo entries.") }
    var table = Table(columns: [
      .init(title: "PATH", minimum: 12, isElastic: true), .init(title: "TYPE"),
      .init(title: "VALUE", minimum: 12, isElastic: true),
    ])
    table.rows = rows.map { row in
      [
        SafeText(untrusted: row.path.description), SafeText(untrusted: row.kind),
        SafeText(untrusted: row.value, limit: 4096),
      ]
    }
    try console.line()
    for line in table.lines(width: console.columns) { try console.line(line) }
  }
}

extension String {
  /// Blanks added up to a width of ASCII characters.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
