public import SessionModel

extension SessionEvent {
  /// The `data:` of an event in the stream.
  public var json: Value {
    .fields([
      "id": number,
      "at": at,
      "type": kind.rawValue,
      "session": session?.text,
      "rev": revision,
      "source": source?.rawValue,
      "request": request?.json,
      "diff": changes.isEmpty ? Value?.none : JSONPatch.diff(changes),
      "size": size,
      "reason": reason,
      "detail": detail,
      "other": other.map { Value.fields(["request": $0.json]) },
      "action": action,
    ])
  }

  /// Nil for a type that is not known, so that a newer server does not disturb.
  public init?(json: Value) {
    guard let number = json.integer("id"), let at = json.time("at"),
      let kind = json.text("type").flatMap(Kind.init(rawValue:))
    else { return nil }
    self.init(
      number: number, at: at, kind: kind, session: json.text("session").map { SessionID($0) },
      revision: json.integer("rev"), source: json.text("source").flatMap(Source.init(rawValue:)),
      request: json.field("request").flatMap(CausingRequest.init(json:)), changes: JSONPatch.changes(json.list("diff")),
      size: json.integer("size"), reason: json.text("reason"), detail: json.text("detail"),
      other: json.field("other")?.field("request").flatMap(CausingRequest.init(json:)), action: json.text("action"))
  }
}
