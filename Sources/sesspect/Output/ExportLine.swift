import SessionModel
import SessionStores

/// One exported session, a line of NDJSON.
///
/// `data` is for people and other programs. `payload_b64` is the payload as stored, `image` the whole row; with it an
/// import into a store of the same dialect is exact. Both are left out of a masked export, which cannot be imported.
enum ExportLine {
  static let schema = 1

  static func value(_ content: SessionContent, image: SessionImage?, dialect: String, mask: Mask, isMasked: Bool)
    -> Value
  {
    var members: [Value.Member] = [SessionJSON.schema, .init("dialect", SessionJSON.text(dialect))]
    members += SessionJSON.members(content.session)
    members.append(.init("codec", SessionJSON.text(content.codec)))
    members.append(.init("masked", .bool(isMasked)))
    members.append(.init("data", mask(content.data)))
    if !isMasked {
      members.append(.init("payload_b64", SessionJSON.text(Base64.encode(content.payload))))
      if let image { members.append(.init("image", image.json)) }
    }
    return .object(members)
  }

  /// A session read back.
  struct Session: Sendable, Hashable {
    var id: SessionID
    var dialect: String
    var expires: Timestamp?
    var data: Value
    var payload: [UInt8]?
    var image: SessionImage?
  }

  /// Reads a line. Throws `CommandFailure.importLine`.
  static func read(_ line: [UInt8], number: Int) throws -> Session {
    func failure(_ problem: CommandFailure.ImportProblem) -> CommandFailure { .importLine(number, problem) }
    let value: Value
    do throws(JSONReader.Failure) { value = try JSONReader.read(line) } catch { throw failure(.json(error)) }
    func text(_ key: Text) -> String? {
      if case .string(let text)? = value[Path(key: key)] { text.string } else { nil }
    }
    guard case .number(let version)? = value[Path(key: "schema")], let id = text("id").map(SessionID.init),
      let dialect = text("dialect"), let data = value[Path(key: "data")]
    else { throw failure(.notASession) }
    guard version.text == String(schema) else { throw failure(.schema) }
    guard value[Path(key: "masked")] != true else { throw failure(.masked) }
    var session = Session(id: id, dialect: dialect, data: data)
    session.expires = text("expires").flatMap(Timestamp.init(parsing:))
    session.payload = text("payload_b64").flatMap { Base64.decode($0) }
    session.image = value[Path(key: "image")].flatMap { SessionImage(id: id, json: $0) }
    if session.image == nil, Masking.holdsPlaceholder(data) { throw failure(.masked) }
    return session
  }
}
