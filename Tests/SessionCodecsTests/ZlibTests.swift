import SessionModel
import Testing

@testable import SessionCodecs

@Suite("zlib and base64")
struct ZlibTests {
  @Test("A stream of Python's zlib inflates, and ours inflates to what went in")
  func roundTrip() {
    // zlib.compress(b"hello hello hello")
    let python: [UInt8] = [
      0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x00, 0x3a, 0x2e, 0x06, 0x7d,
    ]
    #expect(Zlib.inflate(python) == Array("hello hello hello".utf8))
    var generator = SeededGenerator(seed: 1)
    for size in [0, 1, 100, 20_000, 200_000] {
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...7, using: &generator) }
      #expect(Zlib.deflate(bytes).flatMap { Zlib.inflate($0) } == bytes)
    }
  }

  @Test("Damaged, cut and bottomless streams are refused and leave the buffer as it was")
  func refuses() throws {
    let stream = try #require(Zlib.deflate(Array(repeating: 0, count: 1_000_000)))
    #expect(stream.count < 2000)
    #expect(Zlib.inflate(stream, limit: 100_000) == nil)
    #expect(Zlib.inflate(Array(stream.dropLast(5))) == nil)
    #expect(Zlib.inflate([]) == nil)
    var broken = stream
    broken[broken.count / 2] ^= 0xff
    #expect(Zlib.inflate(broken) == nil)
    var buffer: [UInt8] = [1, 2, 3]
    let isInflated = broken.withUnsafeBufferPointer { Zlib.inflate($0, appendingTo: &buffer) }
    #expect(!isInflated && buffer == [1, 2, 3])
  }

  @Test("Decoding into a buffer agrees with the model's decoder")
  func base64() {
    var generator = SeededGenerator(seed: 2)
    for size in 0..<200 {
      let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      for (urlSafe, padded) in [(true, true), (true, false), (false, true), (false, false)] {
        var text = Array(Base64.encode(bytes, urlSafe: urlSafe, padded: padded).utf8)
        var output: [UInt8] = [9]
        #expect(text.withUnsafeBufferPointer { Base64.decode($0, appendingTo: &output) })
        #expect(Array(output.dropFirst()) == bytes)
        if let index = text.indices.randomElement(using: &generator) {
          text[index] = UInt8(ascii: "!")
          #expect(!text.withUnsafeBufferPointer { Base64.decode($0, appendingTo: &output) })
          #expect(output.count == size + 1)
        }
      }
    }
  }
}
