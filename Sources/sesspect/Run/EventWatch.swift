import SessionModel
import SessionStores

/// Prints what a running app reports, through its restarts, until it is gone.
struct EventWatch: Sendable {
  let target: OpenTarget
  let query: Query
  let printer: EventPrinter
  let withHistory: Bool

  func run() async throws {
    let console = Console.standard
    var matching = query.filter == nil ? nil : try await ids()
    console.talk("Watching \(ErrorMessages.plain(target.info.location)).")
    // What happened before is sent first; after a restart the numbers begin again.
    var newest = withHistory ? 0 : target.info.lastEvent ?? 0
    for await signal in target.store.signals() {
      switch signal {
      case .event(let event):
        guard event.number > newest else { continue }
        if let known = matching, let id = event.session, !known.contains(id) {
          // It may have come to match by this very change.
          matching = known.union(try await ids())
          guard matching?.contains(id) ?? true else { continue }
        }
        try printer.print(event)
        try console.flush()
      case .connection(.reconnecting): console.talk("The app does not answer; waiting for it.")
      case .connection(.live):
        newest = 0
        console.talk("The app is back: \(ErrorMessages.plain(await target.store.info.location)).")
      case .connection(.gone): throw StoreError.unreachable(target.request.name, detail: "it is gone")
      case .joined:
        console.talk("Another process of the app has come: \(ErrorMessages.plain(await target.store.info.location)).")
      case .changed: continue
      }
    }
    try Task.checkCancellation()
  }

  /// The sessions that match now.
  private func ids() async throws -> Set<SessionID> {
    var ids: Set<SessionID> = []
    try await Listing(target: target, query: query, limit: 0).forEach { ids.formUnion($0.map(\.session.id)) }
    return ids
  }
}
