import SessionModel

/// Writes what `watch` saw, a line each.
struct EventPrinter: Sendable {
  let mask: Mask
  let reveal: Bool
  let isJSON: Bool

  func print(_ event: SessionWatch.Event, at now: Timestamp) throws {
    let console = Console.standard
    if isJSON { try console.json(object(event, at: now)) } else { try console.line(line(event, at: now)) }
  }

  /// `{"schema":1,"at","event","id","user","changes":[{"op","path","old","new"}]}`, paths as JSON Pointers.
  func object(_ event: SessionWatch.Event, at now: Timestamp) -> Value {
    var members: [Value.Member] = [
      SessionJSON.schema, .init("at", SessionJSON.time(now)), .init("event", SessionJSON.text(event.kind.name)),
      .init("id", SessionJSON.text(event.id.text)),
    ]
    if let user = event.user { members.append(.init("user", SessionJSON.text(user))) }
    switch event.kind {
    case .created(let content): members.append(.init("data", mask(content.data)))
    case .changed(let changes?, _): members.append(.init("changes", .array(changes.map(object))))
    case .changed(nil, let content): members.append(.init("data", mask(content.data)))
    case .deleted, .expired: break
    }
    return .object(members)
  }

  func object(_ change: Change) -> Value {
    func members(_ operation: String, old: Value? = nil, new: Value? = nil) -> Value {
      var members: [Value.Member] = [
        .init("op", SessionJSON.text(operation)), .init("path", SessionJSON.text(change.path.pointer)),
      ]
      if let old { members.append(.init("old", mask(old, at: change.path))) }
      if let new { members.append(.init("new", mask(new, at: change.path))) }
      return .object(members)
    }
    switch change.operation {
    case .add(let value, _): return members("add", new: value)
    case .remove(let old, _): return members("remove", old: old)
    case .replace(let old, let new): return members("replace", old: old, new: new)
    case .rename(let name): return members("rename", new: .string(name))
    }
  }

  /// `21:20:04 9f3a…c21e alice  ~cart.total 39.90 → 42.90  +flash "saved"`
  func line(_ event: SessionWatch.Event, at now: Timestamp) -> String {
    let id = reveal ? event.id.text : event.id.shortened
    let who = event.user.map { " " + $0 } ?? ""
    let head = "\(now.rfc3339.dropFirst(11).prefix(8)) \(id)\(who)  "
    switch event.kind {
    case .created(let content): return head + "created  " + entries(content.data)
    case .changed(let changes?, _):
      return head + text(changes)
    case .changed(nil, let content): return head + "changed  " + entries(content.data)
    case .deleted: return head + "deleted"
    case .expired: return head + "expired"
    }
  }

  static let shown = 12

  private func entries(_ data: Value) -> String {
    (data.members ?? []).prefix(Self.shown).map { member in
      "\(Path(key: member.key)) \(short(mask(member.value, at: Path(key: member.key))))"
    }.joined(separator: "  ")
  }

  func text(_ changes: [Change]) -> String {
    changes.prefix(Self.shown).map(text).joined(separator: "  ")
      + (changes.count > Self.shown ? "  and \(changes.count - Self.shown) more" : "")
  }

  func text(_ change: Change) -> String {
    func value(_ value: Value) -> String { short(mask(value, at: change.path)) }
    return switch change.operation {
    case .add(let added, _): "+\(change.path) \(value(added))"
    case .remove(let old, _): "-\(change.path) \(value(old))"
    case .replace(let old, let new): "~\(change.path) \(value(old)) → \(value(new))"
    case .rename(let name): "~\(change.path) is now \(name.string)"
    }
  }

  private func short(_ value: Value) -> String {
    ValueText.maskedLength(value) != nil ? "••••" : value.summary(limit: 60)
  }
}

extension SessionWatch.Event.Kind {
  /// The word in both formats.
  var name: String {
    switch self {
    case .created: "created"
    case .changed: "changed"
    case .deleted: "deleted"
    case .expired: "expired"
    }
  }
}
