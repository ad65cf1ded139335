import SessionModel
import Testing

@testable import SessionCodecs

@Suite("PHP's serialize")
struct PHPSerializeCodecTests {
  private let codec = PHPSerializeCodec()

  private func edited(_ payload: String, _ key: Text, _ value: Value) throws -> String {
    let bytes = Array(payload.utf8)
    let decoded = codec.decode(bytes)
    return String(decoding: try codec.encode(decoded.value.setting(key, to: value), replacing: bytes), as: UTF8.self)
  }

  @Test("A float without a fraction is shown as one and written back as it was")
  func floats() throws {
    let payload = "a:3:{s:1:\"a\";d:5;s:1:\"b\";d:19.99;s:1:\"c\";i:1;}"
    #expect(
      codec.decode(Array(payload.utf8)).value == [
        "a": .number(Number(verbatim: "5.0")), "b": .number(Number(verbatim: "19.99")), "c": 1,
      ])
    #expect(try edited(payload, "c", 2) == "a:3:{s:1:\"a\";d:5;s:1:\"b\";d:19.99;s:1:\"c\";i:2;}")
    #expect(try edited(payload, "a", .number(Number(verbatim: "6.0"))).contains("s:1:\"a\";d:6;"))
    #expect(try edited(payload, "a", .number(Number(verbatim: "1e25"))).contains("d:1.0E+25;"))
  }

  @Test("Not-a-number and the infinities have names")
  func nonFinite() throws {
    let payload = "a:3:{i:0;d:NAN;i:1;d:INF;i:2;d:-INF;}"
    #expect(codec.decode(Array(payload.utf8)).value["2"] == .number(Number(verbatim: "-Infinity")))
    #expect(
      try edited(payload, "3", .number(Number(verbatim: "NaN"))) == "a:4:{i:0;d:NAN;i:1;d:INF;i:2;d:-INF;i:3;d:NAN;}")
  }

  @Test("Strings are counted in bytes, and those that are not UTF-8 are bytes")
  func strings() throws {
    #expect(try edited("a:0:{}", "é", "李") == "a:1:{s:2:\"é\";s:3:\"李\";}")
    let latin = Array("a:1:{s:1:\"a\";s:1:\"".utf8) + [0xe9] + Array("\";}".utf8)
    #expect(codec.decode(latin).value == ["a": .bytes([0xe9])])
    let written = try codec.encode(["a": .bytes([0xe8])], replacing: latin)
    #expect(written == Array("a:1:{s:1:\"a\";s:1:\"".utf8) + [0xe8] + Array("\";}".utf8))
  }

  @Test("Keys that read as integers are written as PHP keeps them")
  func integerKeys() throws {
    let written = try edited("a:0:{}", "m", ["5": 1, "05": 2, "-7": 3, "-0": 4, "9223372036854775808": 5])
    #expect(
      written
        == "a:1:{s:1:\"m\";a:5:{i:5;i:1;s:2:\"05\";i:2;i:-7;i:3;s:2:\"-0\";i:4;s:19:\"9223372036854775808\";i:5;}}")
  }

  @Test("A list and a map are one type: 0, 1, 2… in order is a list")
  func lists() throws {
    let payload = "a:2:{s:1:\"l\";a:2:{i:0;s:1:\"a\";i:1;s:1:\"b\";}s:1:\"m\";a:1:{i:1;b:0;}}"
    #expect(codec.decode(Array(payload.utf8)).value == ["l": ["a", "b"], "m": ["1": false]])
    #expect(try edited(payload, "l", ["b"]).contains("s:1:\"l\";a:1:{i:0;s:1:\"b\";}"))
    // An object typed with a list's keys is that list.
    #expect(try edited(payload, "m", ["0": "x"]).contains("s:1:\"m\";a:1:{i:0;s:1:\"x\";}"))
    #expect(codec.decode(Array("a:1:{i:0;N;}".utf8)).value == ["0": nil])
  }

  @Test("An object is shown with readable property names and carried byte for byte")
  func objects() throws {
    let object = "O:4:\"Cart\":3:{s:1:\"a\";i:1;s:4:\"\0*\0b\";s:3:\"two\";s:7:\"\0Cart\0c\";N;}"
    let payload = "a:2:{s:1:\"o\";\(object)s:1:\"x\";i:1;}"
    let decoded = codec.decode(Array(payload.utf8))
    #expect(decoded.editObstacle == nil)
    #expect(
      decoded.value["o"]
        == .opaque(
          Value.Opaque(
            type: "Cart", fields: [.init("a", 1), .init("b:protected", "two"), .init("c:Cart:private", nil)],
            raw: Array(object.utf8))))
    #expect(try edited(payload, "x", 2) == "a:2:{s:1:\"o\";\(object)s:1:\"x\";i:2;}")
  }

  @Test("Custom and enum objects are carried too")
  func otherObjects() throws {
    let payload = "a:2:{s:1:\"c\";C:3:\"Foo\":5:{a;\"}{}s:1:\"e\";E:11:\"Suit:Hearts\";}"
    let decoded = codec.decode(Array(payload.utf8))
    #expect(decoded.value.members?.map(\.value.kind) == [.opaque, .opaque])
    #expect(
      try edited(payload, "n", 1)
        == "a:3:{s:1:\"c\";C:3:\"Foo\":5:{a;\"}{}s:1:\"e\";E:11:\"Suit:Hearts\";s:1:\"n\";i:1;}")
  }

  @Test("References count values, so a session with any is not edited", arguments: ["php reference", "php shared"])
  func references(id: String) throws {
    let payload = try #require(Payload.named(id))
    #expect(codec.decode(payload.bytes).editObstacle == .opaque("reference"))
    #expect(throws: EditObstacle.opaque("reference")) { try codec.encode(["a": 1], replacing: payload.bytes) }
  }

  @Test("Both layers of a cache-backed session are read and written")
  func wrapped() throws {
    #expect(try edited("s:20:\"a:1:{s:1:\"a\";s:0:\"\";}\";".fixingLength, "a", 1) == "s:18:\"a:1:{s:1:\"a\";i:1;}\";")
    #expect(try edited("s:7:\"{\"a\":1}\";", "a", 12) == "s:8:\"{\"a\":12}\";")
    #expect(codec.jsonBytes(of: Array("s:7:\"{\"a\":1}\";".utf8)) == Array("{\"a\":1}".utf8))
    #expect(codec.decode(Array("s:2:\"hi\";".utf8)).editObstacle == .undecodable("top level is not an object"))
  }

  @Test(
    "Damage is told",
    arguments: [
      "", "a", "a:1:{}", "a:9999999999999:{}", "a:-1:{}", "s:5:\"abc\";", "s:99999999999999999999:\"\";", "i:x;",
      "b:2;", "d:;",
      "a:1:{N;N;}", "O:3:\"Foo\":1:{i:1;}", "a:0:{}x", "x:1;", "a:1:{i:0;i:1", "C:3:\"Foo\":99:{}",
    ])
  func damage(payload: String) {
    guard case .undecodable? = codec.decode(Array(payload.utf8)).editObstacle else {
      Issue.record("decoded")
      return
    }
  }

  @Test("Deep nesting is refused before the stack ends")
  func depth() {
    let deep = String(repeating: "a:1:{i:0;", count: 50_000)
    guard case .undecodable(let detail)? = codec.decode(Array(deep.utf8)).editObstacle else { return }
    #expect(detail.contains("nested too deep"))
  }

  @Test(
    "What PHP cannot hold is refused",
    arguments: [
      (Value.number(Number(verbatim: "9223372036854775808")), EditObstacle.opaque("integer of more than 64 bits")),
      (.date("2026-01-01"), .opaque("date")), (.opaque(Value.Opaque(type: "tuple")), .opaque("tuple")),
    ] as [(Value, EditObstacle)])
  func refuses(value: Value, obstacle: EditObstacle) {
    #expect(throws: obstacle) { try codec.encode(["a": value], replacing: Array("a:0:{}".utf8)) }
  }
}

extension String {
  /// A serialised string with its byte count put right, so that the tests need not count.
  fileprivate var fixingLength: String {
    guard let start = firstIndex(of: "\"") else { return self }
    let inside = self[index(after: start)...].dropLast(2)
    return "s:\(inside.utf8.count):\"\(inside)\";"
  }
}
