import SessionModel
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
  @Test("Number text, key order and duplicate keys survive")
  func keepsEverything() throws {
    let value = try JSONReader.read(#"{"z":1.0,"a":12345678901234567890,"z":1e3,"f":-0}"#)
    #expect(value.members?.map(\.key.string) == ["z", "a", "z", "f"])
    #expect(
      value.members?.map(\.value) == ["1.0", "12345678901234567890", "1e3", "-0"].map { .number(.init(verbatim: $0)) })
    #expect(value.hasDuplicateKeys)
  }

  @Test("A lone surrogate is lossy and keeps its spelling")
  func loneSurrogate() throws {
    guard case .string(let text) = try JSONReader.read(#""a\ud800b""#) else { return #expect(Bool(false)) }
    #expect(text.isLossy)
    #expect(text.string == "a\u{fffd}b")
    #expect(text.spelling == #"a\ud800b"#)
    guard case .string(let pair) = try JSONReader.read(#""\ud83d\ude00""#) else { return #expect(Bool(false)) }
    #expect(!pair.isLossy)
    #expect(pair.string == "😀")
  }

  @Test("Two high surrogates before a low one: only the first is alone")
  func surrogateRun() throws {
    guard case .string(let text) = try JSONReader.read(#""\ud800\ud83d\ude00""#) else { return #expect(Bool(false)) }
    #expect(text.string == "\u{fffd}😀")
    #expect(text.isLossy)
  }

  @Test(
    "What is wrong is named, with its place",
    arguments: [
      ("", .endOfText, 0), ("{", .endOfText, 1), (#"{"a""#, .endOfText, 4), (#"{"a":1,}"#, .unexpectedByte(0x7d), 7),
      ("[1 2]", .unexpectedByte(0x32), 3), ("tru", .endOfText, 0), ("trux", .badLiteral, 0), ("1.", .badNumber, 2),
      ("01", .trailingText, 1), ("+1", .unexpectedByte(0x2b), 0), ("1e", .badNumber, 2), ("-", .endOfText, 1),
      (#""abcdefgh\x""#, .badEscape, 1), (#""\u12g4""#, .badEscape, 1), ("\"a\nb\"", .controlInString, 2),
      ("\"abcdefghijk\tm\"", .controlInString, 12), (#""abc"#, .endOfText, 4), ("1 1", .trailingText, 2),
      (#""abc\"#, .endOfText, 5), ("{1:2}", .unexpectedByte(0x31), 1),
    ] as [(String, JSONReader.Failure.Reason, Int)])
  func failures(_ text: String, _ reason: JSONReader.Failure.Reason, _ offset: Int) {
    #expect(throws: JSONReader.Failure(reason: reason, offset: offset)) { try JSONReader.read(text) }
  }

  @Test(
    "Bytes that are not UTF-8 are refused, not repaired",
    arguments: [[0xff], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]] as [[UInt8]])
  func notUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONReader.Failure(reason: .notUTF8, offset: 1)) { try JSONReader.read([0x22] + bytes + [0x22]) }
  }

  @Test("512 levels are read, 513 are refused")
  func depth() throws {
    let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    _ = try JSONReader.read(deepest)
    let nested = String(repeating: #"{"a":"#, count: 513) + "1" + String(repeating: "}", count: 513)
    #expect { try JSONReader.read(nested) } throws: { ($0 as? JSONReader.Failure)?.reason == .tooDeep }
    #expect { try JSONReader.read(String(repeating: "[", count: 100_000)) } throws: {
      ($0 as? JSONReader.Failure)?.reason == .tooDeep
    }
  }

  @Test("Cut or damaged text never crashes, and what is still accepted is written and read back the same")
  func fuzz() throws {
    var random = SplitMix64(seed: 11)
    var refused = 0
    for seed in 0..<4000 {
      var json = RandomJSON(seed: UInt64(seed))
      var bytes = Array(json.session().utf8)
      switch random.below(3) {
      case 0: bytes.removeLast(random.below(bytes.count + 1))
      case 1: for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      default: bytes.insert(UInt8(random.below(256)), at: random.below(bytes.count + 1))
      }
      do throws(JSONReader.Failure) {
        let value = try JSONReader.read(bytes)
        #expect(throws: Never.self) {
          let again = try JSONReader.read(JSONWriter.bytes(value))
          #expect(again == value)
        }
      } catch {
        refused += 1
        #expect((0...bytes.count).contains(error.offset))
      }
    }
    #expect(refused > 1000)
  }
}
