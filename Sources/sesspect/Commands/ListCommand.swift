import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect list TARGET`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the active sessions, newest activity first.",
    discussion: """
      Screens show the beginning of an ID, which is enough for every other command; --json, --ndjson and --tsv print it \
      whole. A table and --json hold one page, --ndjson and --tsv everything, unless --limit says otherwise.

      EXAMPLES
        sesspect list db.sqlite3
        sesspect list db.sqlite3 --filter 'user.role=admin @idle>30m' --sort=-size
        sesspect list db.sqlite3 --all --ndjson | jq -r .user

      FILTER
        word              in the ID, user, client, a key or a value, ignoring case
        path=value        also != ~ > >= < <=, as in cart.items[0].qty>3; a|b is any of them
        has:path          there is something at the path
        @user=42 @id=9f3a @size>4k @keys>20 @idle>30m @age<1h @ttl<5m
        @expired @active @pending @changed<10s @client=127.0.0.1
        Terms are and-ed; '!' in front negates one; quotes hold spaces.
      """)

  @Argument(help: .target) var target: String
  @OptionGroup var filter: FilterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("seen, created, expires, size, keys, user or id; '-' in front reverses.", valueName: "key"),
    completion: .list(Sort.Key.allCases.map(\.rawValue)))
  var sort: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("At most this many sessions; 0 is all.", valueName: "number"))
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Go on where an earlier page ended ('next_cursor').", valueName: "text"))
  var cursor: String?

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Print one JSON object a line, one per session.") var ndjson = false
  @Flag(help: "Print tab-separated columns with a head line.") var tsv = false
  @Flag(help: "Show whole session IDs in the table.") var reveal = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func validate() throws {
    if [json, ndjson, tsv].count(where: { $0 }) > 1 {
      throw ValidationError("'--json', '--ndjson' and '--tsv' exclude each other.")
    }
    if let limit, limit < 0 { throw ValidationError("'--limit' is at least 0.") }
  }

  /// Sessions of a table or of `--json` where no limit was given.
  private static let pageLength = 100

  func run() throws {
    let request = try options.request(target)
    let query = try filter.query(sort: sort)
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        let start: PageStart = cursor.map { .after(Cursor($0)) } ?? .first
        let streams = ndjson || tsv
        let listing = Listing(
          target: target, query: query, start: start, limit: limit ?? (streams ? 0 : Self.pageLength))
        if streams { try await stream(listing) } else { try await page(listing) }
      }
    }
  }

  private func stream(_ listing: Listing) async throws {
    let console = Console.standard
    if tsv { try console.write(Array((TSV.head + "\n").utf8)) }
    try await listing.forEach { rows in
      for row in rows {
        if tsv {
          try console.write(TSV.line(row.session))
        } else {
          try console.json(SessionJSON.object(row.session))
        }
      }
      try console.flush()
    }
    listing.talkOfNotes()
  }

  private func page(_ listing: Listing) async throws {
    let console = Console.standard
    var rows: [Page.Row] = []
    try await listing.forEach { rows += $0 }
    let next = listing.hasMore ? rows.last?.cursor.text : nil
    let count = try await listing.target.store.count(listing.query, at: listing.now) { _ in }
    if json {
      var members: [Value.Member] = [
        SessionJSON.schema, .init("target", SessionJSON.text(listing.target.info.target)),
        .init("dialect", SessionJSON.text(listing.target.info.dialect)),
        .init("sessions", .array(rows.map { SessionJSON.object($0.session) })),
        .init("total", SessionJSON.count(count.matched)), .init("exact", .bool(count.isExact)),
      ]
      if let next { members.append(.init("next_cursor", SessionJSON.text(next))) }
      try console.json(.object(members))
    } else {
      if !rows.isEmpty {
        let sessions = rows.map(\.session)
        for line in SessionTable.lines(sessions, at: listing.now, width: console.columns, wholeIDs: reveal) {
          try console.line(line)
        }
      }
      try console.flush()
      console.talk(Self.summary(shown: rows.count, count, query: listing.query, next: next))
    }
    listing.talkOfNotes()
  }

  /// `100 of 1,204 active sessions · 33 expired (--all) · more with --cursor …`
  static func summary(shown: Int, _ count: Count, query: Query, next: String?) -> String {
    let about = count.isExact ? "" : "about "
    let kind = query.filter != nil ? "matching" : query.includesExpired ? "" : "active"
    var parts = [
      (shown == count.matched ? "" : "\(ErrorMessages.grouped(shown)) of ") + about
        + ErrorMessages.sessions(count.matched).replacing(
          " ", with: kind.isEmpty ? " " : " \(kind) ", maxReplacements: 1)
    ]
    if query.activeOnly, count.expired > 0 { parts.append("\(ErrorMessages.grouped(count.expired)) expired (--all)") }
    if let next { parts.append("more with --cursor \(next)") }
    return parts.joined(separator: " · ")
  }
}
