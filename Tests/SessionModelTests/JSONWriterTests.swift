import SessionModel
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
  @Test("Compact and Python texts come out byte for byte as they went in", arguments: [JSONStyle.compact, .python])
  func roundTrip(_ style: JSONStyle) throws {
    for seed in 0..<3000 {
      var json = RandomJSON(seed: UInt64(seed), style: style)
      let text = json.session()
      let value = try JSONReader.read(text)
      try #require(JSONWriter.string(value, style: style).utf8.elementsEqual(text.utf8), "seed \(seed): \(text)")
      let found = JSONStyle.matching(Array(text.utf8), of: value)
      try #require(JSONWriter.bytes(value, style: found) == Array(text.utf8))
    }
  }

  @Test("What Python wrote into real session cookies comes out the same")
  func vectors() throws {
    guard case .array(let texts)? = try Fixtures.json("json_texts.json")[Path(key: "texts")] else {
      throw Fixtures.Missing(name: "texts")
    }
    #expect(texts.count > 30)
    for case .object(let members) in texts {
      guard case .string(let text)? = members.first(where: { $0.key == "text" })?.value else { continue }
      #expect(JSONWriter.string(try JSONReader.read(text.string), style: .python) == text.string)
    }
  }

  @Test("200 levels deep come out the same")
  func deep() throws {
    let text = String(repeating: #"{"k":["#, count: 200) + "1.0" + String(repeating: "]}", count: 200)
    #expect(JSONWriter.string(try JSONReader.read(text)) == text)
  }

  @Test("New strings are escaped as their style wants")
  func escapes() {
    let value: Value = ["k\"\\\u{1}\n\u{7f}é😀/"]
    #expect(JSONWriter.string(value) == "[\"k\\\"\\\\\\u0001\\n\u{7f}é😀/\"]")
    #expect(JSONWriter.string(value, style: .python) == #"["k\"\\\u0001\n\u007f\u00e9\ud83d\ude00/"]"#)
  }

  @Test("Bytes and opaque values are marked")
  func marked() {
    #expect(JSONWriter.string(.bytes([1, 2])) == #"{"$bytes":"AQI="}"#)
    #expect(
      JSONWriter.string(.opaque(.init(type: "Point", fields: [.init("x", 1)])))
        == #"{"$opaque":"Point","fields":{"x":1}}"#)
  }

  @Test("The pretty style puts each member on its own line")
  func pretty() {
    #expect(
      JSONWriter.string(["a": [1, 2], "b": []], style: .pretty) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}")
  }

  @Test("A style tells ASCII-only text from text beyond it")
  func matching() throws {
    let ascii = Array(#"{"a": "\u00e9"}"#.utf8)
    #expect(JSONStyle.matching(ascii, of: try JSONReader.read(ascii)) == .python)
    let plain = Array(#"{"a":"é"}"#.utf8)
    #expect(JSONStyle.matching(plain, of: try JSONReader.read(plain)) == .compact)
    let spaced = Array(#"{"a": "é"}"#.utf8)
    let style = JSONStyle.matching(spaced, of: try JSONReader.read(spaced))
    #expect(style.comma == ", " && !style.asciiOnly)
  }
}
