import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Flask-Session payloads")
struct FlaskCodecTests {
  private let codec = FlaskCodec()

  @Test(
    "The format is told by the payload's first bytes",
    arguments: [
      ([0x80], "msgpack"), ([0x81, 0xa1, 0x61, 0x01], "msgpack"), ([0xde, 0, 0], "msgpack"), (Array("{}".utf8), "json"),
      ([0x80, 0x04, 0x7d, 0x94, 0x2e], "pickle"), ([0x80, 0x02, 0x7d, 0x2e], "pickle"),
      (Array("(dp0\n.".utf8), "pickle"),
    ] as [([UInt8], String)])
  func sniffs(payload: [UInt8], name: String) {
    let decoded = codec.decode(payload)
    #expect(decoded.codec == name)
    #expect(decoded.value.members != nil)
  }

  @Test("A row keeps its format, and a new one takes the configured one")
  func keepsFormat() throws {
    #expect(try codec.encode(["a": 2], replacing: Array(#"{"a":1}"#.utf8)) == Array(#"{"a":2}"#.utf8))
    #expect(try codec.encode(["a": 2], replacing: [0x81, 0xa1, 0x61, 0x01]) == [0x81, 0xa1, 0x61, 0x02])
    #expect(try codec.encode(["a": 2], replacing: []) == [0x81, 0xa1, 0x61, 0x02])
    #expect(try FlaskCodec(newFormat: .json).encode(["a": 2], replacing: []) == Array(#"{"a":2}"#.utf8))
  }

  @Test("A pickle left by an older version is read-only")
  func pickle() {
    #expect(codec.decode([0x80, 0x04, 0x7d, 0x94, 0x2e]).editObstacle == .readOnlyCodec("pickle"))
    #expect(throws: EditObstacle.readOnlyCodec("pickle")) {
      try codec.encode(["a": 1], replacing: [0x80, 0x04, 0x7d, 0x94, 0x2e])
    }
  }

  @Test("Filters get the JSON of JSON rows only")
  func json() {
    #expect(codec.jsonBytes(of: Array(#"{"a":1}"#.utf8)) == Array(#"{"a":1}"#.utf8))
    #expect(codec.jsonBytes(of: [0x80]) == nil)
  }
}
