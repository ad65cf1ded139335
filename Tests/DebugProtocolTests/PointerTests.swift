import SessionModel
import Testing

@Suite("JSON Pointers")
struct PointerTests {
  @Test(
    "A path comes back from its pointer",
    arguments: [
      Path.root, Path(key: "a"), Path(key: ""), Path(key: "a/b"), Path(key: "m~n"), Path(key: "~1"), Path(key: "0"),
      Path(key: "a").key("é \"q\" \\").index(0).key("-"), Path(key: "x").index(12).index(0),
    ])
  func roundTrip(path: Path) throws {
    // Whether a number is a key or an index is told by what is there.
    var value: Value = .null
    for step in path.steps.reversed() {
      switch step {
      case .key(let key): value = .object([.init(key, value)])
      case .index(let index): value = .array(Array(repeating: .null, count: index) + [value])
      }
    }
    #expect(try Path(pointer: path.pointer, in: value) == path)
  }

  @Test("What is no pointer is refused", arguments: ["a", "a/b", "/a~", "/a~2"])
  func wrong(text: String) {
    #expect(throws: Path.PointerFailure.self) { try Path(pointer: text, in: nil) }
  }
}
