import ArgumentParser
import SessionModel
import SessionStores

/// `sesspect export TARGET`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write sessions as NDJSON, one a line.",
    discussion: """
      Secrets are masked unless --reveal is given; a masked export is for reading and cannot be imported. With \
      --reveal it is lossless: 'import' puts the same rows back into a store of the same dialect. Such a file is as \
      secret as the store.

      EXAMPLES
        sesspect export db.sqlite3 | jq .data
        (umask 077; sesspect export db.sqlite3 --all --reveal > sessions.ndjson)
      """)

  @Argument(help: .target) var target: String
  @OptionGroup var filter: FilterOptions
  @Flag(help: "Write secrets too, so that it can be imported.") var reveal = false
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let request = try options.request(target)
    let query = try filter.query()
    let console = Console.standard
    try Blocking.run {
      try await OpenTarget.using(request) { target in
        let mask = Mask(reveal: reveal, patterns: request.masks)
        let images = reveal ? target.store as? any ImageReading : nil
        let listing = Listing(target: target, query: query)
        var count = 0
        var masked = 0
        try await listing.forEach { rows in
          let found = try await images?.images(of: rows.map(\.session.id)) ?? []
          let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
          for row in rows {
            try Task.checkCancellation()
            do {
              let content = try await target.store.content(of: row.session.id, revealing: reveal)
              // A server may keep its secrets all the same.
              let isMasked = !reveal || Masking.holdsPlaceholder(content.data)
              if isMasked { masked += 1 }
              try console.json(
                ExportLine.value(
                  content, image: byID[row.session.id], dialect: target.info.dialect, mask: mask, isMasked: isMasked))
              count += 1
            } catch StoreError.noSuchSession {
              // It ended between the page and now.
            }
          }
        }
        try console.flush()
        console.talk(
          "Exported \(ErrorMessages.sessions(count))"
            + (masked == 0
              ? "."
              : reveal
                ? ", \(masked) of them masked by the app: these cannot be imported."
                : ", masked: this cannot be imported (--reveal).")
        )
      }
    }
  }
}
