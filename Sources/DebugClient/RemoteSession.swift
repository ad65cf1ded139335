import DebugProtocol
import SessionModel

/// A session as the endpoint gives it whole.
struct RemoteSession: Sendable {
  var summary: SessionSummary
  /// What the app sees now.
  var data: Value
  /// The changes of an edit that no browser has fetched yet, secrets masked.
  var waiting: [Change] = []

  init?(json: Value) {
    guard let summary = SessionSummary(json: json), let data = json.field("data") else { return nil }
    self.summary = summary
    self.data = data
    if let edit = json.field("edit"), edit.text("state") == "pending" {
      waiting = JSONPatch.changes(edit.list("diff"))
    }
  }

  /// The data once the browser has fetched what waits. Secrets of a waiting edit are placeholders in it.
  var settled: Value { Self.apply(waiting, to: data) }

  /// The data once the browser has fetched what waits and these changes, which were made on the data as it is: they
  /// replace what waits at the same place, as the server does it.
  func settled(adding changes: [Change]) -> Value {
    let kept = waiting.filter { old in
      !changes.contains { $0.path.contains(old.path) || old.path.contains($0.path) }
    }
    return Self.apply(kept + changes, to: data)
  }

  /// A change that cannot be made is left out: the server will find a conflict there.
  private static func apply(_ changes: [Change], to data: Value) -> Value {
    changes.reduce(data) { value, change in (try? value.applying(change.unmasked(by: value))) ?? value }
  }
}

/// A session as the undo journal keeps it.
struct RemoteImage: Sendable {
  var id: SessionID
  var data: Value
  var created: Timestamp?
  var seen: Timestamp?
  var expires: Timestamp?
  var user: String?
  var client: String?
  /// The server gives no secrets: the data holds placeholders, which are never written.
  var isMasked: Bool { Masking.holdsPlaceholder(data) }

  init(_ session: RemoteSession, data: Value) {
    let summary = session.summary
    self.init(
      id: summary.id, data: data, created: summary.created, seen: summary.seen, expires: summary.expires,
      user: summary.user, client: summary.client)
  }

  init(
    id: SessionID, data: Value, created: Timestamp? = nil, seen: Timestamp? = nil, expires: Timestamp? = nil,
    user: String? = nil, client: String? = nil
  ) {
    self.id = id
    self.data = data
    self.created = created
    self.seen = seen
    self.expires = expires
    self.user = user
    self.client = client
  }

  func with(data: Value) -> RemoteImage {
    var image = self
    image.data = data
    return image
  }

  /// For the journal.
  var image: SessionImage {
    func text(_ text: String?) -> FieldValue { text.map { .text(Array($0.utf8)) } ?? .null }
    func time(_ time: Timestamp?) -> FieldValue { time.map { .integer($0.milliseconds) } ?? .null }
    return SessionImage(
      id: id,
      fields: [
        .init("data", .text(JSONWriter.bytes(data))), .init("expires", time(expires)), .init("created", time(created)),
        .init("seen", time(seen)), .init("user", text(user)), .init("client", text(client)),
      ])
  }

  /// Nil where it is an image of another kind of store.
  init?(_ image: SessionImage) {
    func field(_ name: String) -> FieldValue { image.fields.first { $0.name == name }?.value ?? .null }
    func time(_ name: String) -> Timestamp? {
      if case .integer(let milliseconds) = field(name) { Timestamp(milliseconds: milliseconds) } else { nil }
    }
    func text(_ name: String) -> String? {
      if case .text(let bytes) = field(name) { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
    guard case .text(let bytes) = field("data"), let data = try? JSONReader.read(bytes) else { return nil }
    self.init(
      id: image.id, data: data, created: time("created"), seen: time("seen"), expires: time("expires"),
      user: text("user"), client: text("client"))
  }
}
