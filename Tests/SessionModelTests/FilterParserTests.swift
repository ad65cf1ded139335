import SessionModel
import Testing

@Suite("Reading filters")
struct FilterParserTests {
  private func tests(_ text: String) throws -> [Filter.Test] { try Filter(parsing: text).terms.map(\.test) }

  @Test("Words, quotes and negation")
  func words() throws {
    #expect(try tests("") == [])
    #expect(try tests("  admin\tde-DE ") == [.word("admin"), .word("de-DE")])
    #expect(try tests(#""two words" say"ing it""#) == [.word("two words"), .word("saying it")])
    #expect(
      try tests(#""a\"b\\c" "role=admin" "!x" "@user""#) == [
        .word(#"a"b\c"#), .word("role=admin"), .word("!x"), .word("@user"),
      ])
    #expect(
      try Filter(parsing: #"!admin !"two words""#).terms == [
        .init(negated: true, test: .word("admin")), .init(negated: true, test: .word("two words")),
      ])
  }

  @Test(
    "What holds no comparison is a word",
    arguments: [
      "/", "http://127.0.0.1:80/x?y", "a:b", "a|b", "*", "\\", "..", "user@example.com", "[", "a[b", "a!", "hash:x",
      "é",
    ])
  func plainWords(_ text: String) throws { #expect(try tests(text) == [.word(text)]) }

  @Test("Comparisons of paths")
  func paths() throws {
    let total = try Path(parsing: "cart.items[0].sku")
    #expect(try tests("cart.items[0].sku=a") == [.path(total, .equal, ["a"])])
    #expect(try tests("role!=admin|staff") == [.path(Path(key: "role"), .notEqual, ["admin", "staff"])])
    #expect(
      try tests("n>1 n>=1.5 n<-2 n<=1e3") == [
        .path(Path(key: "n"), .greater, ["1"]), .path(Path(key: "n"), .atLeast, ["1.5"]),
        .path(Path(key: "n"), .less, ["-2"]), .path(Path(key: "n"), .atMost, ["1e3"]),
      ])
    #expect(
      try tests(#"path="a b" x="" y="a|b"|c z~"\"""#) == [
        .path(Path(key: "path"), .equal, ["a b"]), .path(Path(key: "x"), .equal, [""]),
        .path(Path(key: "y"), .equal, ["a|b", "c"]), .path(Path(key: "z"), .contains, ["\""]),
      ])
    #expect(try tests("token=abc==") == [.path(Path(key: "token"), .equal, ["abc=="])])
    #expect(
      try tests(#"["a b"].c=1 "d e"=2 has:["x\"=y"]"#) == [
        .path(Path([.key("a b"), .key("c")]), .equal, ["1"]), .path(Path(key: "d e"), .equal, ["2"]),
        .has(Path(key: "x\"=y")),
      ])
    #expect(try tests("since>2026-01-01") == [.path(Path(key: "since"), .greater, ["2026-01-01"])])
  }

  @Test("Attributes of the session")
  func attributes() throws {
    #expect(
      try tests("@user=42 @user=a|b @id=9f3a|x @client=127.0.0.1") == [
        .user(["42"]), .user(["a", "b"]), .idPrefix("9f3a|x"), .client(["127.0.0.1"]),
      ])
    #expect(
      try tests("@size>4k @size<=1.5MB @size=300 @keys>20 @keys!=0") == [
        .size(.greater, 4096), .size(.atMost, 1_572_864), .size(.equal, 300), .keys(.greater, 20), .keys(.notEqual, 0),
      ])
    #expect(
      try tests("@idle>30m @age<1h30m @ttl<500ms @changed<=1.5s") == [
        .idle(.greater, .seconds(1800)), .age(.less, .seconds(5400)), .ttl(.less, .milliseconds(500)),
        .changed(.atMost, .milliseconds(1500)),
      ])
    #expect(try tests("@expired @active @pending") == [.expired, .active, .pending])
    #expect(try Filter(parsing: "@user!=42").terms == [.init(negated: true, test: .user(["42"]))])
    #expect(try Filter(parsing: "!@id!=42").terms == [.init(test: .idPrefix("42"))])
  }

  typealias Reason = FilterFailure.Reason

  @Test(
    "A bad filter points at the characters that are wrong",
    arguments: [
      ("a ! b", .emptyTerm, 2, 1), ("!", .emptyTerm, 0, 1), (#"a """#, .emptyTerm, 2, 2),
      ("a @exipred", .unknownAttribute("exipred", suggestion: "expired"), 2, 8),
      ("@usr=1", .unknownAttribute("usr", suggestion: "user"), 0, 4),
      ("@cli=1", .unknownAttribute("cli", suggestion: "client"), 0, 4),
      ("@zzz", .unknownAttribute("zzz", suggestion: nil), 0, 4), ("@", .unknownAttribute("", suggestion: nil), 0, 1),
      ("role=", .missingValue, 5, 1), ("role= x", .missingValue, 5, 1), ("role=a|", .missingValue, 7, 1),
      ("role=|a", .missingValue, 5, 1), ("@user", .missingValue, 5, 1), ("@user=", .missingValue, 6, 1),
      ("has:", .missingValue, 4, 1), ("@size>", .missingValue, 6, 1),
      ("n>abc", .badNumber("abc"), 2, 3), ("n>1|x", .badNumber("x"), 4, 1), ("@keys>-1", .badNumber("-1"), 6, 2),
      ("@keys>99999999999999999999", .badNumber("99999999999999999999"), 6, 20),
      ("@idle>30", .badDuration("30"), 6, 2), ("@idle>5y", .badDuration("5y"), 6, 2),
      ("@idle>99999999999999999w", .badDuration("99999999999999999w"), 6, 18),
      ("@size>4x", .badSize("4x"), 6, 2), ("@size>99999999E", .badSize("99999999E"), 6, 9),
      ("a..b=1", .badPath(.emptyKey), 2, 1), ("=x", .badPath(.emptyKey), 0, 1), ("a[x]=1", .badPath(.badIndex), 2, 1),
      ("has:a[1", .badPath(.unclosedBracket), 5, 1), (#"é"b".=1"#, .badPath(.emptyKey), 5, 1),
      (#"x "two words"#, .unclosedQuote, 2, 10), (#"a="b c"#, .unclosedQuote, 2, 4), (#"["a"#, .unclosedQuote, 1, 2),
      (#"😀é "x"#, .unclosedQuote, 3, 2), (#"""#, .unclosedQuote, 0, 1),
      ("@user>4", .comparisonNotPossible(attribute: "user", .greater), 5, 1),
      ("@idle=4s", .comparisonNotPossible(attribute: "idle", .equal), 5, 1),
      ("@expired=1", .comparisonNotPossible(attribute: "expired", .equal), 8, 1),
      ("@size~4", .comparisonNotPossible(attribute: "size", .contains), 5, 1),
      ("has:a>=1", .comparisonNotPossible(attribute: "has", .atLeast), 5, 2),
    ] as [(String, Reason, Int, Int)])
  func failures(_ text: String, _ reason: Reason, _ column: Int, _ length: Int) {
    #expect(throws: FilterFailure(reason: reason, column: column, length: length)) { try Filter(parsing: text) }
  }

  @Test("The canonical text reads back as the same terms, whatever they hold")
  func canonical() throws {
    for seed in 0..<5000 {
      var maker = RandomFilter(seed: UInt64(seed))
      let filter = Filter(terms: maker.terms())
      let again = try Filter(parsing: filter.description)
      try #require(again.terms == filter.terms, "seed \(seed): \(filter.description) → \(again.description)")
    }
  }

  @Test("No text crashes the parser, and columns lie inside of it")
  func fuzz() {
    var random = SplitMix64(seed: 21)
    let pieces = [
      "a", "!", "@", "user", "\"", "\\", "=", "~", ">", "<", "|", " ", "[", "]", "has:", ".", "é", "😀", "0", "@size",
      "4k", "\u{301}", "\r\n",
    ]
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<random.below(10) { text += random.pick(pieces) }
      do throws(FilterFailure) {
        let filter = try Filter(parsing: text)
        let again = try Filter(parsing: filter.description)
        #expect(again.terms == filter.terms, "\(text)")
      } catch {
        #expect((0...text.count).contains(error.column) && error.length >= 1, "\(text)")
      }
    }
  }
}
