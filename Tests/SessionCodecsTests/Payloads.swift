import Foundation
import SessionModel
import Testing

@testable import SessionCodecs

/// A line of Tests/Fixtures/payloads.ndjson: a payload, and what the format's real decoder made of it.
struct Payload: Sendable, CustomTestStringConvertible {
  let file: String
  let id: String
  let codecName: String
  let bytes: [UInt8]
  /// JSON text; nil where no other decoder was at hand.
  let expected: Value?
  let secret: String?

  var testDescription: String { "\(file) \(id)" }

  var codec: any PayloadCodec {
    switch codecName {
    case "json": JSONCodec()
    case "django": DjangoSignedCodec(secrets: secret.map { [SecretKey($0)] } ?? [], now: Payload.clock)
    case "flask": FlaskCodec()
    case "pickle": PickleCodec()
    case "php": PHPSerializeCodec()
    case "php-session": PHPSessionCodec()
    default: LaravelPayloadCodec(appKey: secret.flatMap { SecretKey(laravel: $0) })
    }
  }

  static let clock: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1_700_000_000_000) }

  static let all: [Payload] = {
    let text = fixture("payloads.ndjson")
    return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let record = try? JSONReader.read(Array(line)) else { return nil }
      return Payload(record)
    }
  }()

  static func named(_ id: String) -> Payload? { all.first { $0.id == id } }

  private init?(_ record: Value) {
    guard let file = record["file"]?.text, let id = record["id"]?.text, let codec = record["codec"]?.text,
      let payload = record["payload"]?.text
    else { return nil }
    let isPacked = record["packed"] == .bool(true)
    func unpacked(_ text: String) -> [UInt8]? {
      isPacked ? Base64.decode(text).flatMap { Zlib.inflate($0) } : Base64.decode(text)
    }
    guard let bytes = unpacked(payload) else { return nil }
    self.file = file
    self.id = id
    codecName = codec
    self.bytes = bytes
    secret = record["secret"]?.text
    expected = record["expected"]?.text.flatMap { text in
      try? JSONReader.read(isPacked ? unpacked(text) ?? [] : Array(text.utf8))
    }
  }
}

/// The bytes of a file in Tests/Fixtures.
func fixture(_ name: String) -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let data = try? Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(name))
  return Array(data ?? Data())
}

extension Value {
  subscript(_ key: Text) -> Value? { members?.first { $0.key == key }?.value }

  var text: String? { if case .string(let text) = self { text.string } else { nil } }

  var elements: [Value]? { if case .array(let elements) = self { elements } else { nil } }

  /// As exports spell it: what payloads.py writes for bytes, dates and opaque values.
  var exported: Value? { try? JSONReader.read(JSONWriter.bytes(self)) }

  /// With `value` under `key`, replaced or added.
  func setting(_ key: Text, to value: Value) -> Value {
    var members = members ?? []
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = value
    } else {
      members.append(Member(key, value))
    }
    return .object(members)
  }

  func removing(_ key: Text) -> Value { .object((members ?? []).filter { $0.key != key }) }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
