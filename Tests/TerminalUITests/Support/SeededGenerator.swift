/// The same random numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Text an attacker would write: every kind of scalar, the dangerous ones often.
struct HostileText {
  static let favourites: [Unicode.Scalar] = [
    "\u{0}", "\u{7}", "\u{8}", "\t", "\n", "\r", "\u{1B}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9D}",
    "\u{AD}",
    "\u{34F}", "\u{61C}", "\u{200B}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{202A}",
    "\u{202E}",
    "\u{2066}", "\u{2069}", "\u{FE0F}", "\u{FE0E}", "\u{FEFF}", "\u{FFF9}", "\u{FFFE}", "\u{E000}",
    "\u{E0041}",
    "\u{E0100}", "\u{10FFFF}", "\u{300}", "\u{301}", "\u{20E3}", "\u{1F468}", "\u{1F3FD}",
    "\u{1F1E9}", "\u{2764}",
    "\u{1100}", "\u{1161}", "\u{11A8}", "\u{AC00}", "漢", "é", "א", "ع", "क", "\u{94D}", "\u{93E}",
    "1", "a", " ",
  ]

  static func scalar(using generator: inout SeededGenerator) -> Unicode.Scalar {
    if Bool.random(using: &generator), let favourite = favourites.randomElement(using: &generator) {
      return favourite
    }
    return Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) ?? "\u{FFFD}"
  }

  static func string(count: Int, using generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<count { text.append(scalar(using: &generator)) }
    return String(text)
  }
}
