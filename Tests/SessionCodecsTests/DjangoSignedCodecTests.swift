import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Django's signed sessions")
struct DjangoSignedCodecTests {
  /// Made by Django 5.2: both backends, which differ by salt.
  struct Vector: Sendable, CustomTestStringConvertible {
    let record: Value
    let backend: String
    var testDescription: String { "\(backend) \(record["id"]?.text ?? "")" }

    static func all(_ kind: Text) -> [Vector] {
      guard let file = try? JSONReader.read(fixture("django_vectors.json")) else { return [] }
      return ["signed_cookies", "db"].flatMap { backend in
        (file[Text(backend)]?[kind]?.elements ?? []).map { Vector(record: $0, backend: backend) }
      }
    }
  }

  private func codec(_ record: Value, at seconds: Double = 0) throws -> DjangoSignedCodec {
    let keys = [try #require(record["secret"]?.text)] + (record["fallbacks"]?.elements ?? []).compactMap(\.text)
    let salt = try #require(record["salt"]?.text)
    return DjangoSignedCodec(secrets: keys.map { SecretKey($0) }, salt: salt, now: { Timestamp(seconds: seconds) })
  }

  @Test("The vectors are all there")
  func vectorCount() {
    #expect(Vector.all("sign").count == 52)
    #expect(Vector.all("verify").count == 40)
  }

  @Test("Writing what Django wrote gives Django's bytes", arguments: Vector.all("sign"))
  func signs(vector: Vector) throws {
    let record = vector.record
    guard case .number(let time)? = record["timestamp"] else { return }
    let codec = try codec(record, at: time.double)
    let stored = Array(try #require(record["value"]?.text).utf8)
    let text = try #require(record["payload_text"]?.text)
    let decoded = codec.decode(stored)
    #expect(decoded.codec == "signed json" && decoded.editObstacle == nil)
    #expect(decoded.value == (try JSONReader.read(text)))
    let written = try codec.encode(decoded.value, replacing: [])
    // Deflate output differs between builds of zlib, so a compressed row is compared by what is inside.
    if record["compressed"] == .bool(true) {
      #expect(written.first == UInt8(ascii: "."))
      #expect(codec.jsonBytes(of: written) == Array(text.utf8))
      #expect(codec.decode(written).editObstacle == nil)
    } else {
      #expect(String(decoding: written, as: UTF8.self) == String(decoding: stored, as: UTF8.self))
    }
  }

  @Test("A signature counts as Django counts it", arguments: Vector.all("verify"))
  func verifies(vector: Vector) throws {
    let record = vector.record
    // Age is the row's expiry's business: the database backend has no limit.
    if record["id"]?.text == "age_over_max", vector.backend == "signed_cookies" { return }
    let codec = try codec(record)
    let stored = Array(try #require(record["value"]?.text).utf8)
    let decoded = codec.decode(stored)
    if record["result"]?.text == "loaded" {
      #expect(decoded.editObstacle == nil)
      #expect(decoded.value == record["session"])
    } else {
      let obstacle = try #require(decoded.editObstacle)
      switch obstacle {
      case .wrongSecret, .undecodable: break
      default: Issue.record("\(obstacle)")
      }
      // An empty payload stands for a new session.
      if !stored.isEmpty { #expect(throws: obstacle) { try codec.encode(["a": 1], replacing: stored) } }
    }
  }

  private let row = Array("eyJ1c2VyIjoiYWxpY2UifQ:1r31eq:-68nAdu37aSQMNRu5i5Yz0RdGKqsdS9KyNUBnM6gxi8".utf8)

  @Test("Without a key the session is shown and not written")
  func needsSecret() {
    let codec = DjangoSignedCodec(now: Payload.clock)
    #expect(codec.decode(row) == Decoded(["user": "alice"], codec: "signed json", editObstacle: .needsSecret))
    #expect(throws: EditObstacle.needsSecret) { try codec.encode(["user": "bob"], replacing: row) }
    #expect(throws: EditObstacle.needsSecret) { try codec.encode(["user": "bob"], replacing: []) }
  }

  @Test("A key that did not make the signature never writes over it")
  func wrongSecret() {
    let codec = DjangoSignedCodec(secrets: [SecretKey("other")], now: Payload.clock)
    #expect(codec.decode(row) == Decoded(["user": "alice"], codec: "signed json", editObstacle: .wrongSecret))
    #expect(throws: EditObstacle.wrongSecret) { try codec.encode(["user": "bob"], replacing: row) }
  }

  @Test("A row signed with a fallback key is signed anew with the first")
  func rotates() throws {
    let both = DjangoSignedCodec(secrets: [SecretKey("new"), SecretKey("change-me")], now: Payload.clock)
    let written = try both.encode(["user": "bob"], replacing: row)
    let new = DjangoSignedCodec(secrets: [SecretKey("new")], now: Payload.clock)
    #expect(new.decode(written) == Decoded(["user": "bob"], codec: "signed json"))
    #expect(String(decoding: written, as: UTF8.self).contains(":1r31eq:"))
  }

  @Test("Compression is used where it saves more than the dot costs")
  func compresses() throws {
    let codec = DjangoSignedCodec(secrets: [SecretKey("change-me")], now: Payload.clock)
    let long = try codec.encode(["s": .string(Text(String(repeating: "ab", count: 200)))], replacing: row)
    #expect(long.first == UInt8(ascii: ".") && long.count < 120)
    #expect(try codec.encode(["s": "ab"], replacing: long).first != UInt8(ascii: "."))
  }

  @Test("A row from before Django 3.1 is shown and not written")
  func legacy() throws {
    let payload = try #require(Payload.named("django legacy"))
    let decoded = payload.codec.decode(payload.bytes)
    #expect(decoded == Decoded(["a": 1], codec: "legacy json", editObstacle: .readOnlyCodec("legacy json")))
  }

  @Test("A pickle inside the signature is shown as what it is")
  func pickled() throws {
    let rows = Payload.all.filter { $0.file == "django_pickle.sqlite3" }.map { $0.codec.decode($0.bytes) }
    #expect(rows.contains { $0.codec == "signed pickle" && $0.editObstacle == .readOnlyCodec("pickle") })
    #expect(rows.allSatisfy { $0.value.members != nil })
  }

  @Test(
    "Timestamps in base 62 read and write",
    arguments: [
      (0, "0"), (61, "z"), (62, "10"), (1_700_000_000, "1r31eq"), (4_294_967_296, "4gfFC4"),
    ] as [(Int64, String)])
  func base62(seconds: Int64, text: String) {
    #expect(DjangoToken.base62(seconds) == text)
    #expect(DjangoToken(Array("e30:\(text):x".utf8))?.issued == Timestamp(seconds: Double(seconds)))
  }
}
