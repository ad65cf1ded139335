import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Payloads of real frameworks")
struct PayloadFixtureTests {
  @Test("The fixture has every row of the ten sample stores")
  func isComplete() {
    let rows = Dictionary(grouping: Payload.all, by: \.file).mapValues(\.count)
    #expect(
      rows["better.sqlite"] == 12 && rows["django.sqlite3"] == 12 && rows["django_pickle.sqlite3"] == 12
        && rows["laravel.sqlite"] == 12 && rows["laravel_enc.sqlite"] == 12)
    #expect(
      rows["connect_sqlite3.sqlite"] == 11 && rows["flask.sqlite3"] == 11 && rows["flask_json.sqlite3"] == 11
        && rows["flask_pickle.sqlite3"] == 11 && rows["symfony.sqlite"] == 11)
  }

  @Test("A payload reads as its own language's decoder reads it", arguments: Payload.all.filter { $0.expected != nil })
  func decodes(payload: Payload) throws {
    let value = payload.codec.decode(payload.bytes).value
    let expected = try #require(payload.expected)
    let exported = try #require(value.exported)
    #expect(
      exported.means(expected),
      "\(JSONWriter.string(value).prefix(400)) is not \(JSONWriter.string(expected).prefix(400))")
  }

  @Test(
    "An unchanged session is written back byte for byte, or refused for the reason that was shown",
    arguments: Payload.all)
  func roundTrips(payload: Payload) throws {
    let decoded = payload.codec.decode(payload.bytes)
    if let obstacle = decoded.editObstacle {
      #expect(throws: obstacle) { try payload.codec.encode(decoded.value, replacing: payload.bytes) }
    } else {
      #expect(try payload.codec.encode(decoded.value, replacing: payload.bytes) == payload.bytes)
    }
  }

  @Test("A changed entry leaves all others as they were", arguments: Payload.all)
  func editsOneKey(payload: Payload) throws {
    let codec = payload.codec
    let before = codec.decode(payload.bytes)
    guard before.editObstacle == nil else { return }
    let added = before.value.setting(
      "sesspect", to: ["n": 1, "f": .number(Number(verbatim: "2.5")), "l": [true, nil, "é"]])
    let written = try codec.encode(added, replacing: payload.bytes)
    let after = codec.decode(written)
    #expect(after.editObstacle == nil && after.codec == before.codec)
    #expect(after.value == added)
    // And taken away again it is the session it was.
    #expect(try codec.decode(codec.encode(before.value, replacing: written)).value == before.value)
  }

  @Test("An emptied session is one the codec reads as empty", arguments: Payload.all)
  func clears(payload: Payload) throws {
    let codec = payload.codec
    guard codec.decode(payload.bytes).editObstacle == nil else { return }
    let written = try codec.encode(.object([]), replacing: payload.bytes)
    #expect(codec.decode(written).value == .object([]))
    #expect(codec.decode(written).editObstacle == nil)
  }

  @Test("The JSON inside a payload is what the value was read from", arguments: Payload.all)
  func jsonInside(payload: Payload) throws {
    let decoded = payload.codec.decode(payload.bytes)
    guard let json = payload.codec.jsonBytes(of: payload.bytes) else {
      let hidden =
        decoded.value == .object([]) || decoded.codec.hasPrefix("encrypted") || decoded.codec.hasPrefix("legacy")
      #expect(hidden || !decoded.codec.contains("json"))
      return
    }
    #expect(decoded.codec.contains("json"))
    #expect(try JSONReader.read(json) == decoded.value)
  }

  @Test("An encrypted session shows nothing without the key, and says which key trouble it has")
  func encryptedWithoutKey() {
    for payload in Payload.all where payload.file == "laravel_enc.sqlite" {
      let closed = LaravelPayloadCodec().decode(payload.bytes)
      #expect(closed == Decoded(.object([]), codec: "encrypted", editObstacle: .needsSecret))
      let wrong = LaravelPayloadCodec(appKey: SecretKey(bytes: Array(repeating: 7, count: 32))).decode(payload.bytes)
      #expect(wrong == Decoded(.object([]), codec: "encrypted", editObstacle: .wrongSecret))
    }
  }
}
