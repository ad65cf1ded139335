import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Starlette's session cookie")
struct StarletteSignerTests {
  /// Made by Starlette 1.10.0 itself, with its clock stopped.
  struct Vector: Sendable, CustomTestStringConvertible {
    let record: Value
    var testDescription: String { record["id"]?.text ?? "" }

    static func all(_ kind: Text) -> [Vector] {
      (try? JSONReader.read(fixture("starlette_vectors.json")))?[kind]?.elements?.map { Vector(record: $0) } ?? []
    }
    func time(_ name: Text) -> Timestamp {
      if case .number(let number)? = record[name] { Timestamp(seconds: number.double) } else { Timestamp(seconds: 0) }
    }
  }

  @Test("The vectors are all there")
  func vectorCount() {
    #expect(Vector.all("sign").count == 83)
    #expect(Vector.all("verify").count == 100)
  }

  @Test("Signing gives Starlette's bytes", arguments: Vector.all("sign"))
  func signs(vector: Vector) throws {
    let record = vector.record
    let signer = StarletteSigner(secrets: [SecretKey(try #require(record["secret"]?.text))])
    let data = try JSONReader.read(try #require(record["payload_text"]?.text))
    let cookie = try signer.sign(data, at: vector.time("timestamp"))
    #expect(cookie == record["cookie"]?.text)
    let opened = try signer.open(Array(cookie.utf8), maxAge: nil, at: vector.time("timestamp"))
    #expect(opened.data == data)
  }

  @Test("Verifying comes to the same end as Starlette", arguments: Vector.all("verify"))
  func verifies(vector: Vector) throws {
    let record = vector.record
    let lines = (record["request_headers"]?.elements ?? []).compactMap { $0.elements?[1].text }
    let cookie = CookieHeader.value(of: "session", in: lines) ?? ""
    let signer = StarletteSigner(secrets: [SecretKey(try #require(record["secret"]?.text))])
    var maxAge: Int?
    if case .number(let number)? = record["max_age"] { maxAge = Int(number.text) }
    let opened = try? signer.open(Array(cookie.utf8), maxAge: maxAge, at: vector.time("now"))
    switch record["result"]?.text {
    case "loaded":
      let expected = try JSONReader.read(try #require(record["session_text"]?.text))
      // Starlette's own text of the number, where the cookie had another.
      if case .object(let members) = expected,
        members.contains(where: { $0.value == .number(Number(verbatim: "Infinity")) })
      {
        #expect(opened != nil)
      } else {
        #expect(opened.map { JSONWriter.string($0.data.plain) } == JSONWriter.string(expected.plain))
      }
    default: #expect(opened == nil, "refused, as by Starlette")
    }
  }

  @Test("A rejected cookie says why")
  func rejections() throws {
    let now = Timestamp(seconds: 1_700_000_000)
    let signer = StarletteSigner(secrets: [SecretKey("new"), SecretKey("old")])
    let old = Array(try StarletteSigner(secrets: [SecretKey("old")]).sign(["a": 1], at: now).utf8)
    #expect(try signer.open(old, maxAge: 60, at: now).key == 1)
    #expect(throws: StarletteSigner.Rejection.expired(issued: now)) {
      try signer.open(old, maxAge: 60, at: now + .seconds(61))
    }
    #expect(throws: StarletteSigner.Rejection.clockSkew(issued: now)) {
      try signer.open(old, maxAge: 60, at: now + .seconds(-3))
    }
    #expect(try signer.open(old, maxAge: 60, leeway: .seconds(5), at: now + .seconds(-3)).data == ["a": 1])
    #expect(throws: StarletteSigner.Rejection.badSignature) {
      try StarletteSigner(secrets: [SecretKey("new")]).open(old, maxAge: 60, at: now)
    }
    let list = Array(signer.sign(payload: Array("[1]".utf8), at: now).utf8)
    #expect(throws: StarletteSigner.Rejection.undecodable) { try signer.open(list, maxAge: nil, at: now) }
  }

  @Test("Data that JSON cannot hold is not signed")
  func refusesBytes() {
    let signer = StarletteSigner(secrets: [SecretKey("k")])
    #expect(throws: EditObstacle.opaque("bytes")) { try signer.sign(["a": .bytes([1])], at: Timestamp(seconds: 0)) }
    #expect(throws: EditObstacle.undecodable("top level is not an object")) {
      try signer.sign([1], at: Timestamp(seconds: 0))
    }
  }
}

extension Value {
  /// Without the spelling of its strings.
  fileprivate var plain: Value {
    switch self {
    case .string(let text): text.isLossy ? self : .string(Text(text.string))
    case .array(let elements): .array(elements.map(\.plain))
    case .object(let members): .object(members.map { .init(Text($0.key.string), $0.value.plain) })
    default: self
    }
  }
}
