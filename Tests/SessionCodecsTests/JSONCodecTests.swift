import SessionModel
import Testing

@testable import SessionCodecs

@Suite("JSON payloads")
struct JSONCodecTests {
  private let codec = JSONCodec()

  private func edited(_ json: String, _ key: Text, _ value: Value) throws -> String {
    let bytes = Array(json.utf8)
    let written = try codec.encode(codec.decode(bytes).value.setting(key, to: value), replacing: bytes)
    return String(decoding: written, as: UTF8.self)
  }

  @Test("Number text, escapes and order survive an edit of another key")
  func keepsSpelling() throws {
    #expect(
      try edited(#"{"z":1.0,"n":9007199254740993,"e":1e-7,"s":"\u00e9\/\ud800","a":1}"#, "a", 2)
        == #"{"z":1.0,"n":9007199254740993,"e":1e-7,"s":"\u00e9\/\ud800","a":2}"#)
  }

  @Test("Python's layout is kept, and new text follows its ASCII")
  func keepsPythonStyle() throws {
    #expect(try edited(#"{"a": 1, "s": "\u00e9"}"#, "b", "ü") == #"{"a": 1, "s": "\u00e9", "b": "\u00fc"}"#)
  }

  @Test("A text typed with both raw letters and escapes is ASCII where the store is")
  func mixedSpelling() throws {
    let typed = try JSONReader.read(#""ü\n🎉""#)
    #expect(try edited(#"{"a": 1, "s": "\u00e9"}"#, "b", typed).hasSuffix(#""b": "\u00fc\n\ud83c\udf89"}"#))
  }

  @Test("An unchanged payload keeps even unusual white space")
  func unchanged() throws {
    let bytes = Array("{ \"a\" :\n1 }".utf8)
    #expect(try codec.encode(codec.decode(bytes).value, replacing: bytes) == bytes)
  }

  @Test("What cannot be edited is shown with the reason")
  func obstacles() {
    #expect(codec.decode(Array(#"{"a":1,"a":2}"#.utf8)).editObstacle == .duplicateKeys)
    #expect(codec.decode(Array(#"{"o":{"a":1,"a":2}}"#.utf8)).editObstacle == .duplicateKeys)
    let list = codec.decode(Array("[1]".utf8))
    #expect(list.value == [1])
    #expect(list.editObstacle == .undecodable("top level is not an object"))
    let broken = codec.decode(Array("{\"a\":".utf8))
    #expect(broken.value == "{\"a\":")
    #expect(broken.editObstacle == .undecodable("json: endOfText at byte 5"))
    #expect(codec.decode([]).editObstacle != nil)
  }

  @Test("An object with many members still tells a repeated key")
  func manyKeys() {
    let members = (0..<20).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(codec.decode(Array("{\(members)}".utf8)).editObstacle == nil)
    #expect(codec.decode(Array("{\(members),\"k3\":0}".utf8)).editObstacle == .duplicateKeys)
  }

  @Test(
    "Values without a JSON form are refused",
    arguments: [
      (Value.bytes([1]), EditObstacle.opaque("bytes")), (.date("2026-01-01"), .opaque("date")),
      ([.opaque(Value.Opaque(type: "tuple"))], .opaque("tuple")),
      (.number(Number(verbatim: "NaN")), .opaque("NaN or infinity")),
    ] as [(Value, EditObstacle)])
  func refuses(value: Value, obstacle: EditObstacle) {
    #expect(throws: obstacle) { try codec.encode(["a": value], replacing: Array("{}".utf8)) }
    #expect(throws: obstacle) { try codec.encode(["a": value], replacing: []) }
  }

  @Test("Where the app writes NaN itself, it may stay and another may come")
  func nonFinite() throws {
    #expect(try edited(#"{"a":NaN}"#, "b", .number(Number(verbatim: "-Infinity"))) == #"{"a":NaN,"b":-Infinity}"#)
  }

  @Test("A new payload takes the layout it was asked for")
  func newPayload() throws {
    let python = JSONCodec(newStyle: .python)
    #expect(try python.encode(["a": 1, "b": "é"], replacing: []) == Array(#"{"a": 1, "b": "\u00e9"}"#.utf8))
    #expect(codec.isPlainJSON)
  }
}
