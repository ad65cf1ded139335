/// An answer as it came over the wire.
struct HTTPResponse: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    /// Lower case.
    var name: String
    var value: String
  }

  var status: Int
  /// In the order they came; names may repeat.
  var fields: [Field]
  var body: String

  init(status: Int, fields: [Field] = [], body: String = "") {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// Reads what `curl -i` prints: head and body, in front of them the heads of interim answers and of a proxy.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while true {
      guard let (head, after) = Self.head(rest), let status = Self.status(head) else { return nil }
      let isFollowed = after.starts(with: "HTTP/".utf8) && (status < 200 || Self.isProxyHead(head))
      rest = after
      if isFollowed { continue }
      self.status = status
      fields = head.dropFirst().compactMap { line in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        return Field(name: line[..<colon].lowercased(), value: String(value))
      }
      body = String(decoding: rest, as: UTF8.self)
      return
    }
  }

  private static func head(_ bytes: ArraySlice<UInt8>) -> (lines: [Substring], rest: ArraySlice<UInt8>)? {
    guard bytes.starts(with: "HTTP/".utf8) else { return nil }
    var lines: [String] = []
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0a) {
      var line = rest[..<end]
      if line.last == 0x0d { line = line.dropLast() }
      rest = rest[(end + 1)...]
      if line.isEmpty { return (lines.map { $0[...] }, rest) }
      lines.append(String(decoding: line, as: UTF8.self))
    }
    return nil
  }

  private static func status(_ head: [Substring]) -> Int? {
    head.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
  }

  private static func isProxyHead(_ head: [Substring]) -> Bool {
    head.first?.lowercased().contains("connection established") ?? false
  }

  /// The values of every field of this name.
  func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
  func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The members of a comma-separated list, lower case.
  func list(_ name: String) -> [String] {
    values(name).flatMap { $0.split(separator: ",") }
      .map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
  }

  var cookies: [SetCookie] { values("set-cookie").compactMap { SetCookie($0) } }
}
