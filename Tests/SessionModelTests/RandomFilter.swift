import SessionModel

/// Makes filters that have a chance to meet what `RandomJSON` makes.
struct RandomFilter {
  private var random: SplitMix64
  private var json: RandomJSON
  private static let words = [
    "a", "admin", "école", "k", "n", "1", "true", "null", "u00e9", "é", "x y", ",", "1.0", ":", "\"", "\\", "/", "😀",
    "user.name", "a b|c", "!x", "@y", "has:z", "\u{301}", "İ", "i", "STRASSE", "straße", "2024", "d8", "{", "]", "e+",
    "日", "\n", "a=b", "nan",
  ]
  private static let numbers = ["1", "1.0", "0", "-7", "100", "1e2", "9007199254740993", "2024-02-29", "2025-01-01"]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed ^ 0x5eed)
    json = RandomJSON(seed: seed ^ 0xf117e4)
  }

  mutating func terms() -> [Filter.Term] {
    (0...random.below(3)).map { _ in Filter.Term(negated: random.chance(30), test: test()) }
  }

  mutating func dataTerms() -> [Filter.Term] {
    (0...random.below(2)).map { _ in Filter.Term(negated: random.chance(30), test: dataTest()) }
  }

  private mutating func test() -> Filter.Test {
    if random.chance(50) { return dataTest() }
    let comparison = random.pick([Filter.Comparison.greater, .atLeast, .less, .atMost])
    let duration = Duration.milliseconds(
      Int64(random.pick([0, 1, 500, 1000, 60_000, 5_400_000, 604_800_000, 86_400_001])))
    switch random.below(12) {
    case 0: return .user([random.pick(Self.words), random.pick(Self.words)])
    case 1: return .idPrefix(random.pick(Self.words))
    case 2: return .client([random.pick(Self.words)])
    case 3: return .size(comparison, random.pick([0, 1, 1024, 4096, 5000, 1 << 20, 3 << 40, .max]))
    case 4: return .keys(comparison, random.below(30))
    case 5: return .idle(comparison, duration)
    case 6: return .age(comparison, duration)
    case 7: return .ttl(comparison, duration)
    case 8: return .changed(comparison, duration)
    case 9: return .expired
    case 10: return .active
    default: return .pending
    }
  }

  private mutating func dataTest() -> Filter.Test {
    switch random.below(10) {
    case 0...3: return .word(random.chance(80) ? random.pick(Self.words) : piece())
    case 4: return .has(path())
    case 5: return .keys(random.pick(Filter.Comparison.allCases.filter { $0 != .contains }), random.below(6))
    default:
      let comparison = random.pick(Filter.Comparison.allCases)
      var values: [String] = []
      for _ in 0...random.below(2) {
        let isOrder = [.greater, .atLeast, .less, .atMost].contains(comparison)
        values.append(
          isOrder || random.chance(40)
            ? random.pick(Self.numbers) : random.chance(50) ? random.pick(Self.words) : piece())
      }
      return .path(path(), comparison, values)
    }
  }

  /// The text of some string a session may hold; never empty.
  private mutating func piece() -> String {
    guard case .string(let text)? = try? JSONReader.read(json.string()), !text.isEmpty else { return "a" }
    return text.string
  }

  private mutating func path() -> Path {
    var steps: [Path.Step] = []
    for position in 0...random.below(3) {
      if position > 0, random.chance(25) {
        steps.append(.index(random.below(3)))
      } else if case .string(let key)? = try? JSONReader.read(json.string()) {
        steps.append(.key(key))
      }
    }
    return random.chance(5) ? Path([.key("user"), .key("name")]) : Path(steps)
  }
}
