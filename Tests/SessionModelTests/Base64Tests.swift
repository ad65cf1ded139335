import SessionModel
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test(
    "The vectors of RFC 4648 §10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(_ plain: String, _ encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test("Every byte sequence comes back, in both alphabets, padded or not")
  func roundTrip() {
    var random = SplitMix64(seed: 6)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(random.below(256)) }
      for urlSafe in [true, false] {
        for padded in [true, false] {
          #expect(Base64.decode(Base64.encode(bytes, urlSafe: urlSafe, padded: padded)) == bytes)
        }
      }
    }
  }

  @Test("What is no base64 is refused", arguments: ["Z", "Zg=x", "Z?==", "Zm9vYmFyZ"])
  func refused(_ text: String) { #expect(Base64.decode(text) == nil) }
}
