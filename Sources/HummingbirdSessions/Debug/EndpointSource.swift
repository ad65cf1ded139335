import DebugProtocol
import SessionModel

/// The sessions that an endpoint serves: those of one middleware.
protocol EndpointSource: Sendable {
  var mode: ServerInfo.Mode { get }
  var cookie: ServerInfo.Cookie { get }
  var count: Int { get async }

  /// A stretch of the list. Where `masking` is given the filter sees masked data, so that it cannot probe secrets.
  func page(_ query: Query, from start: PageStart, limit: Int, masking: Masking?) async throws(Problem) -> SourcePage

  /// A session with its data. Throws `noSuchSession`.
  func session(_ id: SessionID) async throws(Problem) -> SourceSession

  /// Makes new data from what is there, if the session still has this tag (`*`: whatever it has).
  func edit(
    _ id: SessionID, tag: String, wanted: @escaping @Sendable (Value) throws(Problem) -> Value
  ) async throws(Problem) -> SourceEdit

  /// Deletes a session. True when its browser has to be told first.
  func delete(_ id: SessionID, tag: String?) async throws(Problem) -> Bool

  /// Deletes these sessions, or all there are where `ids` is nil; returns how many.
  func deleteAll(_ ids: [SessionID]?) async throws(Problem) -> Int

  /// Takes an edit back that no browser has got yet.
  func withdraw(_ id: SessionID) async throws(Problem)

  /// Brings a deleted session back.
  func restore(_ id: SessionID, _ past: SourcePast) async throws(Problem) -> SourceRestoration

  /// Makes a session to order; the value of its `Set-Cookie` header.
  func forge(_ data: Value) async throws(Problem) -> (id: SessionID, setCookie: String)
}

/// What a session was that is to come back, as far as the caller knows.
struct SourcePast: Sendable {
  var data: Value
  var created: Timestamp?
  var seen: Timestamp?
  var expires: Timestamp?
  var client: String?
}

struct SourcePage: Sendable {
  var items: [SessionSummary]
  var total: Int
  var next: Cursor?
}

struct SourceSession: Sendable {
  var summary: SessionSummary
  var data: Value
  /// The edit that waits, or how it ended.
  var edit: PendingEdit?
}

struct SourceEdit: Sendable {
  var tag: String
  /// It waits for the browser's next request.
  var isPending: Bool
}

struct SourceRestoration: Sendable {
  var tag: String
  /// It was made anew, not found again.
  var isCreated: Bool
}
