import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Laravel's sessions")
struct LaravelPayloadCodecTests {
  @Test(
    "What Laravel's encrypter sealed opens, and shows the entries",
    arguments: Payload.all.filter { $0.id.hasPrefix("laravel AES") })
  func opens(payload: Payload) throws {
    let decoded = payload.codec.decode(payload.bytes)
    #expect(decoded.editObstacle == nil)
    #expect(decoded.codec == (payload.id.hasSuffix("php") ? "encrypted php" : "encrypted json"))
    #expect(LaravelPayloadCodec().decode(payload.bytes).editObstacle == .needsSecret)
    let key = try #require(payload.secret.flatMap { SecretKey(laravel: $0) })
    let other = SecretKey(bytes: key.bytes.map { $0 ^ 1 })
    #expect(LaravelPayloadCodec(appKey: other).decode(payload.bytes).editObstacle == .wrongSecret)
    #expect(throws: EditObstacle.wrongSecret) {
      try LaravelPayloadCodec(appKey: other).encode(["a": 1], replacing: payload.bytes)
    }
    // A key that was replaced still opens, and the new one seals.
    let rotated = try LaravelPayloadCodec(appKey: other, previousKeys: [key]).encode(["a": 1], replacing: payload.bytes)
    #expect(LaravelPayloadCodec(appKey: other).decode(rotated).value == ["a": 1])
    #expect(LaravelPayloadCodec(appKey: key).decode(rotated).editObstacle == .wrongSecret)
  }

  @Test("Every write has its own initialisation vector")
  func freshVector() throws {
    let payload = try #require(Payload.named("laravel AES-256-CBC php"))
    let one = try payload.codec.encode(["a": 1], replacing: payload.bytes)
    let two = try payload.codec.encode(["a": 1], replacing: payload.bytes)
    #expect(one != two)
    #expect(payload.codec.decode(one) == payload.codec.decode(two))
  }

  @Test("Without encryption the payload is base64 of PHP's format or JSON")
  func plain() throws {
    let php = Array(Base64.encode(Array("a:1:{s:1:\"a\";i:1;}".utf8)).utf8)
    let codec = LaravelPayloadCodec()
    #expect(codec.decode(php) == Decoded(["a": 1], codec: "php"))
    #expect(
      Base64.decode(try codec.encode(["a": 2], replacing: php)) == Array("a:1:{s:1:\"a\";i:2;}".utf8))
    let json = Array(Base64.encode(Array(#"{"a":1,"u":"a\/b"}"#.utf8)).utf8)
    #expect(
      Base64.decode(try codec.encode(codec.decode(json).value.setting("a", to: 2), replacing: json))
        == Array(#"{"a":2,"u":"a\/b"}"#.utf8))
    #expect(codec.jsonBytes(of: json) == Array(#"{"a":1,"u":"a\/b"}"#.utf8))
    #expect(codec.jsonBytes(of: php) == nil)
    #expect(codec.decode(Array("***".utf8)).editObstacle == .undecodable("laravel: not base64"))
  }

  @Test("An empty JSON session is PHP's empty array")
  func emptyJSON() throws {
    let codec = LaravelPayloadCodec()
    let json = Array(Base64.encode(Array(#"{"a":1}"#.utf8)).utf8)
    let cleared = try codec.encode(.object([]), replacing: json)
    #expect(Base64.decode(cleared) == Array("[]".utf8))
    #expect(codec.decode(cleared) == Decoded(.object([]), codec: "json"))
    #expect(Base64.decode(try codec.encode(["b": 1], replacing: cleared)) == Array(#"{"b":1}"#.utf8))
  }

  // MARK: Cookie vectors of Illuminate\Encryption: the same envelope around a plain text

  private static let vectors = try? JSONReader.read(fixture("laravel_vectors.json"))
  private static var sealed: [Value] {
    (vectors?["vectors"]?.elements ?? []).filter { $0["prefixed_plaintext"] != nil }
  }

  private func encrypter() throws -> LaravelEncrypter {
    let text = try #require(Self.vectors?["meta"]?["app_key"]?.text)
    let key = try #require(SecretKey(laravel: text))
    return LaravelEncrypter(keys: [key], randomBytes: LaravelPayloadCodec.systemRandomBytes)
  }

  @Test("The encrypter's own vectors open to their text, and survive sealing again", arguments: sealed)
  func vectorsOpen(vector: Value) throws {
    let encrypter = try encrypter()
    let text = Array(try #require(vector["value"]?.text).utf8)
    let envelope = try #require(LaravelEncrypter.envelope(text))
    let plain = Array(try #require(vector["prefixed_plaintext"]?.text).utf8)
    #expect(encrypter.decrypt(envelope) == plain)
    let again = try #require(encrypter.encrypt(plain, replacing: envelope))
    let second = try #require(LaravelEncrypter.envelope(again))
    #expect(encrypter.decrypt(second) == plain)
    #expect(second.members.map(\.key) == envelope.members.map(\.key))
    #expect(second.iv != envelope.iv && second.iv.count == envelope.iv.count)
  }

  @Test("A tampered envelope does not open", arguments: ["verify_bad_mac", "verify_tampered", "verify_truncated"])
  func tampered(id: String) throws {
    let vectors = Self.vectors?["vectors"]?.elements ?? []
    let vector = try #require(vectors.first { $0["id"]?.text == id })
    let envelope = LaravelEncrypter.envelope(Array(try #require(vector["value"]?.text).utf8))
    #expect(try envelope.flatMap { try encrypter().decrypt($0) } == nil)
  }
}
