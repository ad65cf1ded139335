import SessionModel
import Testing

@Suite("Value sizes and summaries")
struct ValueSizeTests {
  @Test("The size is that of the compact JSON, for any value")
  func size() throws {
    for seed in 0..<2000 {
      var json = RandomJSON(seed: UInt64(seed))
      let value = try JSONReader.read(json.session())
      #expect(value.size == JSONWriter.bytes(value).count)
    }
    let typed: Value = [
      "k\"\n\u{1}é": .bytes([1, 2, 3, 4]), "d": .date("2024-01-01"), "e": [], "f": [:],
      "o": .opaque(.init(type: "T", fields: [.init("x", 1)])), "p": .opaque(.init(type: "T\\U")),
    ]
    #expect(typed.size == JSONWriter.bytes(typed).count)
  }

  @Test("A summary says what a value is on one line")
  func summaries() throws {
    #expect(Value.null.summary() == "null")
    #expect(Value.bool(true).summary() == "true")
    #expect(Value.number(Number(verbatim: "1.0")).summary() == "1.0")
    #expect(Value.string("alice").summary() == #""alice""#)
    #expect(Value.string("a\"b\nc\\").summary() == #""a\"b\nc\\""#)
    #expect(try JSONReader.read(#""\ud800x""#).summary() == #""\ud800x""#)
    #expect(Value.array([]).summary() == "[]")
    #expect(Value.array([1]).summary() == "[1 item]")
    #expect(Value.array([1, 2, 3]).summary() == "[3 items]")
    #expect(Value.object([]).summary() == "{}")
    #expect((["a": 1, "b": 2] as Value).summary() == "{2 keys}")
    #expect(Value.bytes([1]).summary() == "<1 byte>")
    #expect(Value.date("2024-01-01").summary() == "2024-01-01")
    #expect(Value.opaque(.init(type: "datetime")).summary() == "<datetime>")
  }

  @Test("A summary never exceeds its limit, and one that fits is whole")
  func limits() throws {
    #expect(Value.string("abcdef").summary(limit: 8) == #""abcdef""#)
    #expect(Value.string("abcdef").summary(limit: 7) == #""abcde…"#)
    #expect(Value.string("abc\n\n").summary(limit: 7) == #""abc\n…"#)
    #expect(Value.number(Number(12345)).summary(limit: 3) == "12…")
    for seed in 0..<1000 {
      var json = RandomJSON(seed: UInt64(seed))
      let value = try JSONReader.read(json.value())
      for limit in 0..<12 { #expect(value.summary(limit: limit).count <= limit, "\(value) \(limit)") }
    }
  }
}
