import SessionModel
import Testing

@testable import SessionCodecs

@Suite("MessagePack payloads")
struct MessagePackCodecTests {
  private let codec = MessagePackCodec()

  /// A map with the one key `a` and these bytes as its value.
  private func map(_ value: [UInt8]) -> [UInt8] { [0x81, 0xa1, 0x61] + value }

  private func edited(_ value: [UInt8], to new: Value) throws -> [UInt8] {
    Array(try codec.encode(["a": new], replacing: map(value)).dropFirst(3))
  }

  @Test("A changed number keeps its width and kind where it fits")
  func keepsWidth() throws {
    #expect(try edited([0xcd, 0, 5], to: 6) == [0xcd, 0, 6])
    #expect(try edited([0xd3, 0, 0, 0, 0, 0, 0, 0, 5], to: -1) == [0xd3] + Array(repeating: 0xff, count: 8))
    #expect(try edited([0xcc, 200], to: 300) == [0xcd, 1, 44])
    #expect(try edited([0x05], to: 6) == [0x06])
    #expect(try edited([0xca, 0x3f, 0xc0, 0, 0], to: .number(Number(verbatim: "2.5"))) == [0xca, 0x40, 0x20, 0, 0])
    #expect(try edited([0xca, 0x3f, 0xc0, 0, 0], to: .number(Number(verbatim: "0.1"))).first == 0xca)
    #expect(try edited([0xca, 0x3f, 0xc0, 0, 0], to: .number(Number(verbatim: "0.12345678901"))).first == 0xcb)
  }

  @Test("The shortest float text of single precision is shown, not the nearest double's")
  func singlePrecision() {
    #expect(codec.decode(map([0xca, 0x3d, 0xcc, 0xcc, 0xcd])).value == ["a": .number(Number(verbatim: "0.1"))])
  }

  @Test("An element put into a list leaves the others their bytes")
  func listInsertion() throws {
    // [float32 1.5, uint16 5] becomes [float32 1.5, "new", uint16 5].
    let original: [UInt8] = [0x92, 0xca, 0x3f, 0xc0, 0, 0, 0xcd, 0, 5]
    let new: Value = [.number(Number(verbatim: "1.5")), "new", 5]
    #expect(try edited(original, to: new) == [0x93, 0xca, 0x3f, 0xc0, 0, 0, 0xa3, 0x6e, 0x65, 0x77, 0xcd, 0, 5])
  }

  @Test("Keys in a longer form than needed keep it")
  func keepsKeyForm() throws {
    let original: [UInt8] = [0xde, 0, 1, 0xd9, 1, 0x61, 0x01]
    #expect(try codec.encode(["a": 2], replacing: original) == [0x81, 0xd9, 1, 0x61, 0x02])
  }

  @Test("Bytes stay bytes and text stays text")
  func bytesAndText() throws {
    #expect(try edited([0xc4, 1, 0xff], to: .bytes([0x41])) == [0xc4, 1, 0x41])
    #expect(try edited([0xa1, 0xff], to: .bytes([0xfe])) == [0xa1, 0xfe])
    #expect(try edited([0xa1, 0x61], to: "b") == [0xa1, 0x62])
  }

  @Test("Dates of the timestamp extension read, move and change")
  func timestamps() throws {
    let short: [UInt8] = [0xd6, 0xff, 0x65, 0x53, 0xf1, 0x00]
    #expect(codec.decode(map(short)).value == ["a": .date("2023-11-14T22:13:20Z")])
    #expect(try edited(short, to: .date("2023-11-14T22:13:21Z")) == [0xd6, 0xff, 0x65, 0x53, 0xf1, 0x01])
    #expect(try edited(short, to: .date("2023-11-14T23:13:20+01:00")) == short)
    #expect(try codec.encode(["b": .date("2023-11-14T22:13:20Z")], replacing: map(short)).suffix(6) == short[...])
    let precise = MessagePackTimestamp(text: "2023-11-14T22:13:20.123456789Z")
    #expect(precise?.bytes == [0xd7, 0xff, 0x1d, 0x6f, 0x34, 0x54, 0x65, 0x53, 0xf1, 0x00])
    #expect(precise?.text == "2023-11-14T22:13:20.123456789Z")
    let early = MessagePackTimestamp(text: "1969-12-31T23:59:59.5Z")
    #expect(early?.seconds == -1 && early?.nanoseconds == 500_000_000)
    #expect(early.map { $0.bytes.count } == 15)
  }

  @Test("An extension is carried over when another key changes")
  func extensions() throws {
    let ext: [UInt8] = [0xc7, 3, 5, 1, 2, 3]
    let decoded = codec.decode(map(ext))
    #expect(decoded.editObstacle == nil)
    #expect(
      decoded.value["a"] == .opaque(Value.Opaque(type: "ext 5", fields: [.init("data", .bytes([1, 2, 3]))], raw: ext)))
    #expect(
      try codec.encode(decoded.value.setting("b", to: 1), replacing: map(ext)) == [0x82, 0xa1, 0x61] + ext + [
        0xa1, 0x62, 1,
      ])
  }

  @Test("Keys that are not text are shown with their type and not edited")
  func typedKeys() {
    let decoded = codec.decode([0x82, 0x05, 0xc0, 0xc4, 1, 0xff, 0xc0])
    #expect(decoded.value == ["(int) 5": nil, "(bytes) ff": nil])
    #expect(decoded.editObstacle == .opaque("int key"))
  }

  @Test(
    "What MessagePack cannot say is refused",
    arguments: [
      (Value.number(Number(verbatim: "18446744073709551616")), EditObstacle.opaque("integer of more than 64 bits")),
      (.number(Number(verbatim: "1e999")), .opaque("number 1e999")), (.date("soon"), .opaque("date")),
      (.opaque(Value.Opaque(type: "tuple")), .opaque("tuple")),
    ] as [(Value, EditObstacle)])
  func refuses(value: Value, obstacle: EditObstacle) {
    #expect(throws: obstacle) { try codec.encode(["a": value], replacing: map([1])) }
  }

  @Test("A lone surrogate has no UTF-8 and is refused")
  func loneSurrogate() throws {
    let text = try JSONReader.read(#""\ud800""#)
    #expect(throws: EditObstacle.opaque("lone surrogate")) { try codec.encode(["a": text], replacing: map([1])) }
  }

  @Test(
    "Damage is told, with no memory taken for lengths that are not there",
    arguments: [
      ([0xdf, 0xff, 0xff, 0xff, 0xff], "length beyond the data"),
      ([0xdd, 0xff, 0xff, 0xff, 0xff], "length beyond the data"),
      ([0xdb, 0xff, 0xff, 0xff, 0xff], "length beyond the data"), ([0x81, 0xa1], "length beyond the data"),
      ([0x81], "length beyond the data"), ([0xc1], "unexpected byte 0xc1"), ([0x80, 0x80], "more data after the end"),
      ([], "ends early"),
    ] as [([UInt8], String)])
  func damage(payload: [UInt8], what: String) {
    guard case .undecodable(let detail)? = codec.decode(payload).editObstacle else {
      Issue.record("decoded")
      return
    }
    #expect(detail.contains(what))
  }

  @Test("Deep nesting is refused before the stack ends")
  func depth() {
    let deep = Array(repeating: UInt8(0x91), count: 100_000) + [0xc0]
    #expect(codec.decode(deep).editObstacle == .undecodable("msgpack: nested too deep at byte 513"))
  }
}
