import SessionModel
import Testing

@Suite("Paths")
struct PathTests {
  @Test("Plain and quoted steps are read")
  func parsing() throws {
    #expect(try Path(parsing: "") == .root)
    #expect(try Path(parsing: "cart.items[0].sku") == Path([.key("cart"), .key("items"), .index(0), .key("sku")]))
    #expect(try Path(parsing: #"["a.b"].c"#) == Path([.key("a.b"), .key("c")]))
    #expect(try Path(parsing: #"[""][2]"#) == Path([.key(""), .index(2)]))
    #expect(try Path(parsing: #"["\u00e9\""]"#) == Path(key: "é\""))
  }

  @Test(
    "A bad path names what and where",
    arguments: [
      (".a", .emptyKey, 0), ("a..b", .emptyKey, 2), ("a.", .emptyKey, 2), ("a[x]", .badIndex, 2),
      ("a[-1]", .badIndex, 2), ("a[+1]", .badIndex, 2), ("a[]", .badIndex, 2),
      ("a[99999999999999999999]", .badIndex, 2),
      ("a[1", .unclosedBracket, 1), (#"["a""#, .unclosedBracket, 0), (#"["a"#, .unclosedBracket, 0),
      (#"["\x"]"#, .badQuoted, 1), ("a[1]b", .unexpected("b"), 4), ("é😀..b", .emptyKey, 3),
    ] as [(String, Path.Failure.Reason, Int)])
  func failures(_ text: String, _ reason: Path.Failure.Reason, _ column: Int) {
    #expect(throws: Path.Failure(reason: reason, column: column)) { try Path(parsing: text) }
  }

  @Test("Every path reads back from its text, whatever its keys hold")
  func roundTrip() throws {
    var random = SplitMix64(seed: 5)
    for seed in 0..<2000 {
      var json = RandomJSON(seed: UInt64(seed))
      var steps: [Path.Step] = []
      for _ in 0..<random.below(5) {
        if random.chance(30) {
          steps.append(.index(random.below(100)))
        } else if case .string(let key) = try JSONReader.read(json.string()) {
          steps.append(.key(key))
        }
      }
      #expect(try Path(parsing: Path(steps).description) == Path(steps), "\(Path(steps))")
    }
    #expect(try Path(parsing: Path([.key("a"), .key("\u{301}b")]).description).steps.count == 2)
  }

  @Test("A JSON Pointer escapes ~ and /")
  func pointer() {
    #expect(Path([.key("a/b"), .key("c~d"), .index(3)]).pointer == "/a~1b/c~0d/3")
  }

  @Test("A path finds its value, and nothing where there is none")
  func lookup() throws {
    let value = try JSONReader.read(#"{"cart":{"items":[{"sku":"x"}]}}"#)
    #expect(value[try Path(parsing: "cart.items[0].sku")] == "x")
    #expect(value[try Path(parsing: "cart.items[1]")] == nil)
    #expect(value[try Path(parsing: "cart[0]")] == nil)
    #expect(value[.root] == value)
  }
}
