import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Pickles")
struct PickleCodecTests {
  private let codec = PickleCodec()

  private func value(_ pickle: String) -> Value { codec.decode(Array(pickle.utf8)).value }

  @Test("A pickle is never written")
  func readOnly() {
    let decoded = codec.decode(Array("}.".utf8))
    #expect(decoded == Decoded(.object([]), codec: "pickle", editObstacle: .readOnlyCodec("pickle")))
    #expect(throws: EditObstacle.readOnlyCodec("pickle")) { try codec.encode(.object([]), replacing: Array("}.".utf8)) }
  }

  @Test("What would run a command is shown as a class and its arguments")
  func neverRuns() {
    #expect(
      value("(dS'x'\ncos\nsystem\n(S'rm -rf /'\ntRs.")
        == ["x": .opaque(Value.Opaque(type: "os.system", fields: [.init("arguments", ["rm -rf /"])]))])
    // INST and OBJ, the older ways.
    #expect(value("(dS'x'\n(S'a'\nios\nsystem\ns.")["x"]?.kind == .opaque)
    #expect(value("(dS'x'\n(cos\nsystem\nS'a'\nos.")["x"]?.kind == .opaque)
    // A class by itself.
    #expect(value("(dS'x'\ncos\nsystem\ns.") == ["x": .opaque(Value.Opaque(type: "class os.system"))])
  }

  @Test("An object shows its state by name")
  func state() {
    #expect(
      value("(dS'u'\nccopy_reg\n_reconstructor\n(capp.models\nUser\nc__builtin__\nobject\nNtR(dS'id'\nI7\nsbs.")
        == ["u": .opaque(Value.Opaque(type: "app.models.User", fields: [.init("id", 7)]))])
  }

  @Test("A list that holds itself is shown once")
  func recursion() {
    #expect(
      value("}S'l'\n]q\u{1}h\u{1}as.")
        == ["l": [.opaque(Value.Opaque(type: "recursive"))]])
  }

  @Test("Nesting without end costs neither the stack nor the reader")
  func depth() {
    let lists = String(repeating: "]", count: 200_000) + String(repeating: "a", count: 199_999)
    let decoded = codec.decode(Array("}S'l'\n\(lists)s.".utf8))
    #expect(decoded.value.members?.count == 1)
    #expect(decoded.editObstacle == .readOnlyCodec("pickle"))
  }

  @Test("Sharing that unfolds to more than memory holds is cut off")
  func billionLaughs() {
    var pickle = "}S'l'\n]q\u{0}"
    for level in 0..<60 {
      let scalar = Unicode.Scalar(UInt8(level))
      let next = Unicode.Scalar(UInt8(level + 1))
      pickle += "0](" + String(repeating: "h\(Character(scalar))", count: 10) + "eq\(Character(next))"
    }
    let decoded = codec.decode(Array("\(pickle)s.".utf8))
    #expect(decoded.value.members?.count == 1)
    #expect(JSONWriter.bytes(decoded.value).count < 1_000_000)
  }

  @Test("Persistent ids and extension codes are named, not resolved")
  func persistent() {
    #expect(
      value("(dS'p'\nPuser:1\ns.")
        == ["p": .opaque(Value.Opaque(type: "persistent id", fields: [.init("id", "user:1")]))])
    #expect(
      codec.decode([0x80, 2, 0x7d, 0x55, 1, 0x78, 0x82, 5, 0x73, 0x2e]).value == [
        "x": .opaque(Value.Opaque(type: "class extension 5"))
      ])
  }

  @Test("A zone whose rules are not in the pickle is shown beside the time")
  func unknownZone() {
    let zone = Value.opaque(
      Value.Opaque(type: "zoneinfo.ZoneInfo._unpickle", fields: [.init("arguments", ["Europe/Oslo"])]))
    let time: [UInt8] = [0x07, 0xea, 11, 22, 1, 2, 3, 0, 0, 0]
    #expect(
      PickleTypes.value(of: "datetime.datetime", arguments: [.bytes(time), zone])
        == .opaque(
          Value.Opaque(
            type: "datetime.datetime", fields: [.init("value", .date("2026-11-22T01:02:03")), .init("tzinfo", zone)])))
  }

  @Test(
    "Damage is told",
    arguments: ["", "}", ".", "}s.", "}a.", "h\u{5}.", "t.", "]S'a'\nb.", "S'a.", "I1x\n.", "\u{7f}."])
  func damage(pickle: String) {
    let decoded = codec.decode(Array(pickle.utf8))
    guard case .undecodable(let detail)? = decoded.editObstacle else {
      Issue.record("decoded as \(decoded.value)")
      return
    }
    #expect(detail.hasPrefix("pickle: "))
  }

  @Test("Lengths beyond the data are refused")
  func lengths() {
    for opcode: UInt8 in [0x8d, 0x8e, 0x96] {
      let decoded = codec.decode([0x80, 4, opcode] + Array(repeating: 0xff, count: 8) + [0x2e])
      guard case .undecodable(let detail)? = decoded.editObstacle else {
        Issue.record("decoded")
        continue
      }
      #expect(detail.contains("length beyond the data"))
    }
  }

  @Test("An integer of thousands of digits is shown by its size")
  func hugeInteger() {
    let payload: [UInt8] =
      [0x80, 2, 0x7d, 0x55, 1, 0x6e, 0x8b, 0, 16, 0, 0] + Array(repeating: 0x77, count: 4096) + [0x73, 0x2e]
    #expect(codec.decode(payload).value == ["n": .opaque(Value.Opaque(type: "int", fields: [.init("bytes", 4096)]))])
  }
}
