import InspectorCore
import SessionModel
import Testing

/// A value in each of the ways it can be shown.
@Suite("Value text")
struct ValueTextTests {
  @Test("Hex shows offset, bytes and characters as hexdump -C does")
  func hex() {
    let shown = ValueText.shown(.bytes(Array("0123456789abcdef!\u{1}".utf8)), .auto)
    #expect(
      shown.text
        == """
        00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|
        00000010  21 01                                             |!.|
        """)
    #expect(shown.mode == .hex)
  }

  @Test("A JWT is looked into by itself")
  func jwt() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ6b2UifQ.c2ln"
    let shown = ValueText.shown(.string(Text(token)), .auto)
    #expect(shown.mode == .jwt)
    #expect(shown.text.contains(#""sub": "zoe""#))
    #expect(shown.text.contains("not checked"))
  }

  @Test("A mode that does not fit says so and shows the text")
  func misfit() {
    let shown = ValueText.shown("not base64!", .base64)
    #expect(shown.doesNotFit)
    #expect(shown.text == "not base64!")
  }

  @Test("Base64 is decoded")
  func base64() { #expect(ValueText.shown("aGVsbG8=", .base64).text == "hello") }

  @Test("A value of megabytes is cut and its size told")
  func cut() {
    let shown = ValueText.shown(.string(Text(String(repeating: "x", count: 1_000_000))), .auto)
    #expect(shown.isCut)
    #expect(shown.bytes == 1_000_000)
    #expect(shown.text.utf8.count == ValueText.limit)
  }
}
