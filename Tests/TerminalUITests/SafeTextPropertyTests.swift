import Testing

@testable import TerminalUI

@Suite("SafeText: any input at all")
struct SafeTextPropertyTests {
  /// What must never reach a terminal, judged without the table the sanitiser uses.
  static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: true
    default:
      scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl
        || scalar.properties.isVariationSelector || scalar.properties.isNoncharacterCodePoint
        || (0x1F1E6...0x1F1FF).contains(scalar.value) || scalar.properties.isEmojiModifier
    }
  }

  static func check(_ text: SafeText, _ comment: Comment) {
    for cluster in text.clusters {
      #expect(cluster.width == 1 || cluster.width == 2, comment)
      #expect(Int(cluster.width) == DisplayWidth.columns(of: cluster.glyph.base), comment)
      #expect(!cluster.glyph.scalars.contains(where: isDangerous), comment)
      for mark in cluster.glyph.scalars.dropFirst() {
        #expect(DisplayWidth.columns(of: mark) == 0, comment)
      }
    }
    #expect(text.columns == text.clusters.reduce(0) { $0 + Int($1.width) }, comment)
  }

  @Test(
    "No scalar of Unicode reaches the screen as a control, alone, behind a letter or behind an emoji"
  )
  func everyScalar() {
    // Planes 2 to 13 and the private ones hold long runs of scalars alike.
    let values = [
      Array(UInt32(0)...0x1FFFF), Array(UInt32(0xE0000)...0xE0FFF),
      Array(stride(from: 0x20000, to: 0x110000, by: 509)),
    ].joined()
    for scalar in values.compactMap(Unicode.Scalar.init) {
      var string = String.UnicodeScalarView()
      for part in [scalar, "a", scalar, "👨", scalar] { string.append(part) }
      let text = SafeText(untrusted: String(string))
      let bad = text.clusters.contains {
        $0.width == 0 || $0.glyph.scalars.contains(where: Self.isDangerous)
      }
      if bad || text.columns < 4 { Issue.record("U+\(String(scalar.value, radix: 16)) is drawn") }
    }
  }

  @Test(
    "Random scalars make cells that are safe and as wide as they say",
    arguments: 0..<200 as Range<UInt64>)
  func randomScalars(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let text = HostileText.string(
      count: Int.random(in: 0...60, using: &generator), using: &generator)
    for mode in [SafeText.Mode.list, .block] {
      let safe = SafeText(untrusted: text, mode: mode)
      Self.check(safe, "seed \(seed)")
      #expect(SafeText(untrusted: text, mode: mode) == safe)
    }
    let ascii = SafeText(untrusted: text, glyphs: .ascii)
    #expect(ascii.plain.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
  }

  @Test(
    "Random bytes make cells that are safe and as wide as they say",
    arguments: 0..<200 as Range<UInt64>)
  func randomBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed &+ 1000)
    let bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    Self.check(SafeText(untrustedBytes: bytes), "seed \(seed)")
  }

  @Test("Every way to cut keeps within the width", arguments: 0..<100 as Range<UInt64>)
  func cuts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed &+ 2000)
    let string = HostileText.string(count: 20, using: &generator)
    let text = SafeText(untrusted: string)
    for columns in 0...min(40, text.columns + 2) {
      let prefix = text.prefix(columns: columns)
      #expect(prefix.columns <= columns)
      #expect(text.plain.unicodeScalars.starts(with: prefix.plain.unicodeScalars))
      #expect(text.truncated(columns: columns).columns <= columns)
      #expect(text.fitted(columns: columns).columns == columns)
      #expect(text.dropping(columns: columns).columns == max(0, text.columns - columns))
      #expect(SafeText(untrusted: string, limit: columns).columns <= columns)
      #expect(text.wrapped(columns: columns).allSatisfy { $0.columns <= columns })
    }
  }
}
