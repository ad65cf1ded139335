import SessionModel
import Testing

@Suite("Text")
struct TextTests {
  private func text(_ json: String) throws -> Text {
    guard case .string(let text) = try JSONReader.read(json) else { throw Fixtures.Missing(name: json) }
    return text
  }

  @Test("Spelling does not count, characters do")
  func equality() throws {
    #expect(try text(#""caf\u00e9""#) == Text("café"))
    #expect(try text(#""caf\u00e9""#).hashValue == Text("café").hashValue)
    #expect(Text("caf\u{e9}") != Text("cafe\u{301}"))
  }

  @Test("Different lone surrogates are different, and none is U+FFFD")
  func lossy() throws {
    #expect(try text(#""\ud800""#) == text(#""\uD800""#))
    #expect(try text(#""\ud800""#) != text(#""\ud801""#))
    #expect(try text(#""\ud800""#) != Text("\u{fffd}"))
    #expect(try text(#""\ud800""#) != text(#""\ufffd""#))
  }

  @Test("Texts sort by their bytes")
  func order() {
    #expect([Text("b"), "é", "a", "Z"].sorted() == ["Z", "a", "b", "é"])
  }
}
