import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Damaged and random payloads")
struct FuzzTests {
  @Test(
    "A cut or changed payload is read or refused, never worse", arguments: Payload.all.filter { $0.bytes.count < 2500 })
  func mutations(payload: Payload) {
    var generator = SeededGenerator(seed: UInt64(payload.bytes.count) &* 31 &+ UInt64(payload.id.utf8.count))
    let codec = payload.codec
    for round in 0..<60 {
      var bytes = payload.bytes
      if round.isMultiple(of: 3) {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
      }
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes.remove(at: index)
        default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: index)
        }
      }
      let decoded = codec.decode(bytes)
      _ = codec.jsonBytes(of: bytes)
      // An empty payload stands for a new session.
      if bytes.isEmpty { continue }
      // What was read as editable can be written, and reads back; what was not is refused with the same reason.
      if let obstacle = decoded.editObstacle {
        #expect(throws: obstacle) { try codec.encode(decoded.value, replacing: bytes) }
      } else {
        #expect(throws: Never.self) { try codec.encode(decoded.value, replacing: bytes) }
      }
    }
  }

  @Test("Noise behind each format's first bytes is read or refused")
  func noise() {
    var generator = SeededGenerator(seed: 3)
    let starts: [[UInt8]] = [
      [], [0x80, 4], [0x85], [0xdf], Array("a:2:{".utf8), Array("{".utf8), Array("O:1:\"a\":1:{".utf8),
    ]
    let codecs: [any PayloadCodec] = [
      JSONCodec(), MessagePackCodec(), PickleCodec(), PHPSerializeCodec(), PHPSessionCodec(), FlaskCodec(),
    ]
    for _ in 0..<3000 {
      let size = Int.random(in: 0..<80, using: &generator)
      let bytes =
        (starts.randomElement(using: &generator) ?? [])
        + (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      for codec in codecs { _ = codec.decode(bytes) }
    }
  }

  @Test(
    "Random sessions come back as they were written",
    arguments: ["msgpack", "php", "php-session", "json", "django", "laravel"])
  func roundTrips(name: String) throws {
    let codec: any PayloadCodec =
      switch name {
      case "msgpack": MessagePackCodec()
      case "php": PHPSerializeCodec()
      case "php-session": PHPSessionCodec()
      case "json": JSONCodec()
      case "django": DjangoSignedCodec(secrets: [SecretKey("k")], now: Payload.clock)
      default: LaravelPayloadCodec()
      }
    let isPHP = name.hasPrefix("php") || name == "laravel"
    var generator = SeededGenerator(seed: 4)
    var stored: [UInt8] = []
    for _ in 0..<400 {
      var value = Value.object(
        (0..<Int.random(in: 0..<6, using: &generator)).map { index in
          Value.Member(
            Text("k\(index)"), RandomValue.make(depth: 3, hasBytes: name == "msgpack" || isPHP, using: &generator))
        })
      let new = try codec.encode(value, replacing: [])
      #expect(codec.decode(new).value.means(value, mapsAreLists: isPHP), "\(JSONWriter.string(value))")
      // In the place of another session, and then with one entry changed.
      stored = try codec.encode(value, replacing: stored)
      #expect(codec.decode(stored).value.means(value, mapsAreLists: isPHP))
      let before = codec.decode(stored).value
      value = before.setting("k0", to: RandomValue.make(depth: 2, hasBytes: false, using: &generator))
      stored = try codec.encode(value, replacing: stored)
      #expect(codec.decode(stored).value.means(value, mapsAreLists: isPHP))
      for member in before.members ?? [] where member.key != "k0" {
        #expect(codec.decode(stored).value[member.key] == member.value)
      }
    }
  }
}

/// Values as people put them into sessions, and the awkward ones.
enum RandomValue {
  static func make(depth: Int, hasBytes: Bool, using generator: inout SeededGenerator) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2:
      let shift = Int.random(in: 0..<64, using: &generator)
      return .number(Number(Int64.random(in: .min ... .max, using: &generator) >> Int64(shift)))
    case 3:
      let double = Double(bitPattern: .random(in: .min ... .max, using: &generator))
      return .number(MessagePackReader.number(double.isFinite ? double : 0.5))
    case 4: return .number(Number(verbatim: "\(Int.random(in: -99...99, using: &generator)).0"))
    case 5: return .string(Text(text(using: &generator)))
    case 6:
      guard hasBytes else { return .string("") }
      return .bytes([0xff] + (0..<Int.random(in: 0..<40, using: &generator)).map { UInt8($0) })
    case 7, 8:
      return .array(
        (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
          make(depth: depth - 1, hasBytes: hasBytes, using: &generator)
        })
    default:
      return .object(
        (0..<Int.random(in: 1..<20, using: &generator)).map { index in
          Value.Member(
            Text("\(index)\(text(using: &generator))"), make(depth: depth - 1, hasBytes: hasBytes, using: &generator))
        })
    }
  }

  private static func text(using generator: inout SeededGenerator) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "\n", "\0", "\u{7f}", "é", "李", "🎉", "\u{202e}", "|", ";",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0..<40, using: &generator) {
      text.unicodeScalars.append(scalars.randomElement(using: &generator) ?? "a")
    }
    return text
  }
}
