import SessionModel
import Testing

@testable import SessionCodecs

@Suite("PHP's session handler")
struct PHPSessionCodecTests {
  private let codec = PHPSessionCodec()
  private let payload = Array("_sf2_attributes|a:1:{s:1:\"n\";d:5;}_sf2_meta|a:1:{s:1:\"u\";i:17;}".utf8)

  @Test("Entries stand one after the other")
  func decodes() {
    #expect(
      codec.decode(payload)
        == Decoded(
          ["_sf2_attributes": ["n": .number(Number(verbatim: "5.0"))], "_sf2_meta": ["u": 17]], codec: "php-session"))
  }

  @Test("An edit inside one entry leaves the other's bytes")
  func edits() throws {
    let value = codec.decode(payload).value.setting(
      "_sf2_attributes", to: ["n": .number(Number(verbatim: "5.0")), "new": "é"])
    #expect(
      try codec.encode(value, replacing: payload)
        == Array("_sf2_attributes|a:2:{s:1:\"n\";d:5;s:3:\"new\";s:2:\"é\";}_sf2_meta|a:1:{s:1:\"u\";i:17;}".utf8))
  }

  @Test("An empty payload is a session without entries")
  func empty() throws {
    #expect(codec.decode([]) == Decoded(.object([]), codec: "php-session"))
    #expect(try codec.encode(["a": 1], replacing: []) == Array("a|i:1;".utf8))
    #expect(try codec.encode(.object([]), replacing: payload) == [])
  }

  @Test("Keys that the handler would lose are refused", arguments: ["a|b", "!a", "5"])
  func keys(key: String) {
    #expect(throws: EditObstacle.opaque("key \(key)")) {
      try codec.encode([Text(key): 1], replacing: [])
    }
  }

  @Test("References across entries keep the session from being edited")
  func references() {
    let shared = Array("a|a:1:{i:0;i:1;}b|R:2;".utf8)
    #expect(codec.decode(shared).editObstacle == .opaque("reference"))
    #expect(throws: EditObstacle.opaque("reference")) { try codec.encode(["a": 1], replacing: shared) }
  }

  @Test("Damage and repeated keys are told")
  func damage() {
    #expect(codec.decode(Array("a|i:1;a|i:2;".utf8)).editObstacle == .duplicateKeys)
    #expect(codec.decode(Array("a|i:1;b".utf8)).editObstacle == .undecodable("php-session: ends early at byte 6"))
    #expect(codec.decode(Array("hello".utf8)).value == "hello")
  }
}
