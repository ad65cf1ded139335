import SessionModel

/// Makes JSON texts of every kind a session may hold: exotic numbers, every way to escape, lone surrogates, deep nesting.
struct RandomJSON {
  var random: SplitMix64
  let style: JSONStyle
  private let words: [String]
  private let pieces: [String]
  /// Keys and words come from few, so that filters and diffs meet.
  private static let words = ["a", "b", "user", "name", "cart", "total", "items", "Admin", "ÉCOLE", "straße", "x y"]
  private static let numbers = [
    "0", "-0", "1", "1.0", "42", "-7", "1e-7", "9007199254740993", "1E+25", "1.10", "12345678901234567890", "100",
    "99.5", "1e2", "0.001", "NaN", "Infinity", "-Infinity",
  ]
  private static let pieces = [
    "é", "\\u00e9", "\\ud800", "\\udc00", "\\ud83d\\ude00", "😀", "\\/", "/", "\\n", "\\\"", "\\\\", "\\u0041", "a",
    "Z", " ", ":", ",", "{", "]", "e\u{301}", "\\u0000", "\\b", "日本", "\u{7f}", "1", "\\u212a", "\u{212a}", "İ",
  ]

  init(seed: UInt64, style: JSONStyle = .compact) {
    random = SplitMix64(seed: seed)
    self.style = style
    let isAllowed = { (text: String) in !style.asciiOnly || text.utf8.allSatisfy { $0 < 0x7f } }
    words = Self.words.filter(isAllowed)
    pieces = Self.pieces.filter(isAllowed)
  }

  /// An object.
  mutating func session() -> String { object(depth: 0) }

  mutating func value(depth: Int = 0) -> String {
    switch random.below(depth > 5 ? 6 : 9) {
    case 0: return random.pick(["null", "true", "false"])
    case 1, 2: return random.pick(Self.numbers)
    case 3, 4: return string()
    case 5: return random.pick([#""2024-02-29""#, #""2026-11-22T21:20:04.123Z""#, #""1.0""#, #""""#, "[]", "{}"])
    case 6: return array(depth: depth)
    default: return object(depth: depth)
    }
  }

  mutating func string() -> String {
    if random.chance(50) { return "\"" + random.pick(words) + "\"" }
    var inside = ""
    for _ in 0..<random.below(6) { inside.unicodeScalars.append(contentsOf: random.pick(pieces).unicodeScalars) }
    return "\"" + inside + "\""
  }

  private mutating func array(depth: Int) -> String {
    var elements: [String] = []
    for _ in 0..<random.below(4) { elements.append(value(depth: depth + 1)) }
    return "[" + elements.joined(separator: style.comma) + "]"
  }

  /// No key comes twice, however it is spelled.
  private mutating func object(depth: Int) -> String {
    var keys: [Text] = []
    var members: [String] = []
    for _ in 0..<random.below(depth == 0 ? 7 : 4) {
      let spelled = random.chance(10) ? "\"user.name\"" : string()
      guard case .string(let key)? = try? JSONReader.read(spelled), !keys.contains(key) else { continue }
      keys.append(key)
      members.append(spelled + style.colon + value(depth: depth + 1))
    }
    return "{" + members.joined(separator: style.comma) + "}"
  }
}
