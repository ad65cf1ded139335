import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Session cookies of every framework")
struct CookieFormatTests {
  /// Made by the real libraries, with their clocks stopped.
  struct Vector: Sendable, CustomTestStringConvertible {
    let record: Value
    var testDescription: String { record["id"]?.text ?? "" }

    static func all(_ file: String, _ kind: Text) -> [Vector] {
      (try? JSONReader.read(fixture(file)))?[kind]?.elements?.map { Vector(record: $0) } ?? []
    }
    var secret: SecretKey { SecretKey(record["secret"]?.text ?? "") }
    func bytes(_ key: Text) -> [UInt8] { Array((record[key]?.text ?? "").utf8) }
    func time(_ key: Text) -> Timestamp {
      if case .number(let number)? = record[key] { Timestamp(seconds: number.double) } else { Timestamp(seconds: 0) }
    }
  }

  @Test("The vectors are all there")
  func count() {
    #expect(Vector.all("flask_vectors.json", "sign").count == 24)
    #expect(Vector.all("flask_vectors.json", "verify").count == 23)
    #expect(Vector.all("itsdangerous_vectors.json", "vectors").count == 24)
    #expect(Vector.all("express_vectors.json", "express_session").count == 32)
  }

  @Test("Flask's cookies are read and written as Flask does", arguments: Vector.all("flask_vectors.json", "sign"))
  func flaskSigns(vector: Vector) throws {
    let cookie = vector.bytes("cookie")
    let format = try #require(CookieFormats.recognise(cookie, secrets: [vector.secret]))
    #expect(format.name == "flask")
    let content = try #require(format.read(cookie))
    #expect(content.data == (try JSONReader.read(vector.bytes("payload_text"))))
    #expect(content.issued == vector.time("timestamp"))
    let written = try format.sign(try #require(content.data), by: vector.secret, at: vector.time("timestamp"))
    #expect(format.isSigned(Array(written.utf8), by: vector.secret))
    if vector.record["compressed"] == .bool(true) {
      // Deflate output differs between builds of zlib.
      #expect(format.read(Array(written.utf8)) == content && written.first == ".")
    } else {
      #expect(written == vector.record["cookie"]?.text)
    }
  }

  @Test("A signature counts as Flask counts it", arguments: Vector.all("flask_vectors.json", "verify"))
  func flaskVerifies(vector: Vector) {
    let keys = [vector.secret] + (vector.record["fallbacks"]?.elements ?? []).compactMap(\.text).map { SecretKey($0) }
    let isSigned = keys.contains { FlaskCookie().isSigned(vector.bytes("cookie"), by: $0) }
    let reason = vector.record["reason"]?.text ?? ""
    #expect(isSigned == (reason == "valid" || reason.hasPrefix("SignatureExpired")))
  }

  @Test("itsdangerous' signatures come out the same", arguments: Vector.all("itsdangerous_vectors.json", "vectors"))
  func itsdangerous(vector: Vector) throws {
    let record = vector.record
    let signer = ItsDangerousSigner(
      salt: try #require(record["salt"]?.text),
      keyDerivation: try #require(record["key_derivation"]?.text.flatMap { .init(rawValue: $0) }),
      digest: try #require(record["digest"]?.text.flatMap { .init(rawValue: $0) }),
      separator: try #require(vector.bytes("sep").first))
    let value = vector.bytes("value")
    #expect(signer.isSigned(value, by: vector.secret))
    #expect(!signer.isSigned(value, by: SecretKey("another")))
    let end = try #require(value.lastIndex(of: signer.separator))
    #expect(signer.sign(Array(value[..<end]), by: vector.secret) == value)
    guard record["class"]?.text?.hasPrefix("URLSafe") == true else { return }
    let format = ItsDangerousCookie(signer: signer)
    let content = try #require(format.read(value))
    #expect(content.data == record["payload"])
    #expect((content.issued == nil) == (record["timestamp"] == .null))
    if let issued = content.issued, value.first != UInt8(ascii: "."), let data = content.data {
      #expect(Array(try format.sign(data, by: vector.secret, at: issued).utf8) == value)
    }
  }

  @Test(
    "express-session's ids are verified and signed", arguments: Vector.all("express_vectors.json", "express_session"))
  func express(vector: Vector) throws {
    let format = ExpressCookie()
    for key in ["signed", "cookie_value"] as [Text] where vector.record[key] != nil {
      let cookie = vector.bytes(key)
      switch vector.record["unsign"] {
      case .string("not-signed"): #expect(format.read(cookie) == nil)
      case .string(let id):
        #expect(format.read(cookie)?.sessionID == id.string)
        #expect(format.isSigned(cookie, by: vector.secret))
      default: #expect(!format.isSigned(cookie, by: vector.secret))
      }
    }
    if let id = vector.record["sid"], let expected = vector.record["cookie_value"]?.text {
      #expect(try format.sign(id, by: vector.secret, at: Payload.clock()) == expected)
    }
  }

  @Test(
    "Starlette's and Flask's cookies are told apart by their layout",
    arguments: Vector.all("starlette_vectors.json", "sign"))
  func tellsStarlette(vector: Vector) {
    let cookie = vector.bytes("cookie")
    #expect(CookieFormats.recognise(cookie, secrets: [vector.secret])?.name == "starlette")
    if vector.record["strict_json"] != .bool(false) { #expect(CookieFormats.recognise(cookie)?.name == "starlette") }
  }

  @Test("Django's cookies are recognised, verified and written", arguments: DjangoSignedCodecTests.Vector.all("sign"))
  func django(vector: DjangoSignedCodecTests.Vector) throws {
    let cookie = Array(try #require(vector.record["value"]?.text).utf8)
    let secret = SecretKey(try #require(vector.record["secret"]?.text))
    let format = try #require(CookieFormats.recognise(cookie))
    #expect(format.name == "django")
    #expect(format.isSigned(cookie, by: secret))
    #expect(!format.isSigned(cookie, by: SecretKey("another")))
    guard vector.backend == "signed_cookies", cookie.first != UInt8(ascii: "."),
      let content = format.read(cookie), let data = content.data, let issued = content.issued
    else { return }
    #expect(Array(try format.sign(data, by: secret, at: issued).utf8) == cookie)
  }

  @Test(
    "What is no session cookie is not taken for one",
    arguments: ["", "...", "a.b.c", "hello", "GA1.2.1234567890.1700000000", "s:", "::", "null", "eyJhIjoxfQ"])
  func refuses(text: String) {
    #expect(CookieFormats.recognise(Array(text.utf8)) == nil)
  }
}
