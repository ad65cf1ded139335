import SessionCodecs
import SessionModel
import TerminalUI

/// What a cookie holds, as JSON and for people.
struct CookieReport {
  var format: any CookieFormat
  var content: CookieContent
  /// Bytes of the value.
  var size: Int
  /// Nil where nobody was asked to vouch for it.
  var isValid: Bool?
  var maxAge: Duration?
  var now: Timestamp
  var mask: Mask

  private var lifetime: Duration? { maxAge ?? format.defaultMaxAge.map { .seconds($0) } }
  private var ends: Timestamp? {
    guard let issued = content.issued, let lifetime else { return nil }
    return issued + lifetime
  }
  /// Whole seconds: a cookie as old as its maximum age is still good.
  private var isExpired: Bool? { ends.map { now.milliseconds / 1000 > $0.milliseconds / 1000 } }

  var json: Value {
    var members: [Value.Member] = [SessionJSON.schema, .init("format", SessionJSON.text(format.name))]
    func add(_ key: Text, _ value: Value?) {
      if let value { members.append(.init(key, value)) }
    }
    add("valid", isValid.map { .bool($0) })
    add("issued", content.issued.map(SessionJSON.time))
    add("expires", ends.map(SessionJSON.time))
    add("expired", isExpired.map { .bool($0) })
    add("size", SessionJSON.count(size))
    add("id", content.sessionID.map(SessionJSON.text))
    add("data", content.data.map { mask($0) })
    return .object(members)
  }

  func print(to console: Console) throws {
    func field(_ name: String, _ text: String?) throws {
      if let text { try console.line(name.padding(to: 9) + text) }
    }
    func distance(_ time: Timestamp) -> String {
      "\(time.rfc3339)  (\(time <= now ? (now - time).compactText + " ago" : "in " + (time - now).compactText))"
    }
    try field("Format", "\(format.name)  (\(format.framework))")
    try field(
      "Valid",
      isValid.map { $0 ? "yes, the secret key made the signature" : "no, the secret key did not make the signature" })
    try field("Issued", content.issued.map(distance))
    try field(isExpired == true ? "Expired" : "Expires", ends.map(distance))
    try field("Size", ByteSize(size).description)
    try field("ID", content.sessionID)
    guard let data = content.data else { return }
    guard case .object(let members) = mask(data), !members.isEmpty else {
      return try console.line("\n" + (data == .object([]) ? "No entries." : ValueText.text(mask(data))))
    }
    var table = Table(columns: [
      .init(title: "PATH", minimum: 12, isElastic: true), .init(title: "TYPE"),
      .init(title: "VALUE", minimum: 12, isElastic: true),
    ])
    table.rows = ValueText.rows(mask(data)).map { row in
      [
        SafeText(untrusted: row.path.description), SafeText(untrusted: row.kind),
        SafeText(untrusted: row.value, limit: 4096),
      ]
    }
    try console.line()
    for line in table.lines(width: console.columns) { try console.line(line) }
  }
}
