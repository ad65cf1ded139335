/// Turns bytes into clusters that can be drawn, scalar by scalar.
///
/// It does not use `Character`: one grapheme cluster may be megabytes of combining marks, and a
/// limit on columns must end the work at once.
struct Sanitiser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let mode: SafeText.Mode
  private let glyphs: Glyphs
  private let limit: Int
  private var offset = 0
  private var clusters: [Cluster] = []
  private var columns = 0
  private var lineStart = 0
  /// What the last cluster can still take in.
  private var open = Open.nothing
  /// Scalars of the last cluster that are not shown and are announced as `‹+n›`.
  private var unshown = 0
  /// Variation selectors of the last cluster; alone they only mark it as a stand-in.
  private var selectors = 0
  /// Whether scalars of the last cluster were announced already: no more go into its glyph.
  private var isFull = false

  private enum Open { case nothing, text, emoji }

  /// The most unshown scalars counted in one stand-in.
  private static let countLimit = 1000
  private static let tabStop = 4

  static func text(
    _ bytes: UnsafeBufferPointer<UInt8>, mode: SafeText.Mode, glyphs: Glyphs, limit: Int = .max
  ) -> SafeText {
    guard limit > 0 else { return .empty }
    var sanitiser = Sanitiser(bytes: bytes, mode: mode, glyphs: glyphs, limit: limit)
    sanitiser.run()
    let text = SafeText(clusters: sanitiser.clusters, columns: sanitiser.columns)
    return text.columns > limit ? text.truncated(columns: limit, ellipsis: glyphs.ellipsis) : text
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, mode: SafeText.Mode, glyphs: Glyphs, limit: Int) {
    self.bytes = bytes
    self.mode = mode
    self.glyphs = glyphs
    self.limit = limit
    clusters.reserveCapacity(min(bytes.count, limit == .max ? bytes.count : limit + 16))
  }

  private mutating func run() {
    while offset < bytes.count, columns <= limit {
      let byte = bytes[offset]
      if byte >= 0x20, byte < 0x7F {
        closeCluster()
        append(Unicode.Scalar(byte), width: 1)
        open = .text
        offset += 1
      } else if let (scalar, length) = UTF8Decoding.scalar(in: bytes, at: offset) {
        offset += length
        take(scalar)
      } else {
        offset += 1
        substitute("\\x" + hex(UInt32(byte), digits: 2, uppercase: true), hostile: true)
      }
    }
    closeCluster()
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    if glyphs.isASCII { return takeForASCII(scalar) }
    switch ScalarClass(of: scalar.value) {
    case .narrow: base(scalar, width: 1, .text)
    case .wide: base(scalar, width: 2, .text)
    case .narrowEmoji: base(scalar, width: 1, .emoji)
    case .wideEmoji: base(scalar, width: 2, .emoji)
    case .space:
      closeCluster()
      append(" ", width: 1, flags: .substitute)
    case .mark: attach(scalar)
    case .jamo: attachJamo(scalar)
    case .hidden: hidden(scalar)
    }
  }

  private mutating func base(_ scalar: Unicode.Scalar, width: UInt8, _ kind: Open) {
    closeCluster()
    append(scalar, width: width)
    open = kind
  }

  // MARK: Marks

  private mutating func attach(_ mark: Unicode.Scalar) {
    guard open != .nothing, let last = clusters.indices.last, clusters[last].glyph != .space else {
      return standIn(for: mark)
    }
    if isFull || unshown > 0 || !clusters[last].glyph.append(mark) { hide(1) }
  }

  private mutating func attachJamo(_ jamo: Unicode.Scalar) {
    guard open == .text, let last = clusters.indices.last, isHangul(clusters[last].glyph.base)
    else {
      return standIn(for: jamo)
    }
    if isFull || unshown > 0 || !clusters[last].glyph.append(jamo) { hide(1) }
  }

  /// A leading consonant or a whole syllable: what vowels and finals are drawn on.
  private func isHangul(_ scalar: Unicode.Scalar) -> Bool {
    (0x1100...0x115E).contains(scalar.value) || (0xA960...0xA97C).contains(scalar.value)
      || (0xAC00...0xD7A3).contains(scalar.value)
  }

  // MARK: What is never drawn as itself

  private mutating func hidden(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0..<0x20, 0x7F: control(UInt8(scalar.value))
    case 0x80..<0xA0: substitute("\\u{" + hex(scalar.value) + "}", hostile: true)
    case 0xFE0E, 0xFE0F: variationSelector(scalar)
    case 0x1F3FB...0x1F3FF where open == .emoji: hide(1)
    case 0x200D where open == .emoji:
      guard let (next, length) = upcoming(), ScalarClass(of: next.value).isEmoji else {
        return standIn(for: scalar)
      }
      offset += length
      hide(2)
    case 0x1F1E6...0x1F1FF: regionalIndicator(scalar)
    default: standIn(for: scalar)
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x0A:
      substitute(glyphs.lineFeed, hostile: false, extra: mode == .block ? .lineBreak : [])
      lineStart = columns
    case 0x0D:
      let endsLine = offset < bytes.count && bytes[offset] == 0x0A
      substitute(glyphs.carriageReturn, hostile: !endsLine)
    case 0x09:
      substitute(glyphs.tab, hostile: false)
      while mode == .block, (columns - lineStart) % Self.tabStop != 0 {
        append(" ", width: 1, flags: [.substitute, .joined])
      }
    default:
      if glyphs.isASCII {
        substitute("\\x" + hex(UInt32(byte), digits: 2), hostile: true)
      } else {
        substitute("^" + String(Unicode.Scalar(byte ^ 0x40)), hostile: true)
      }
    }
  }

  private mutating func variationSelector(_ scalar: Unicode.Scalar) {
    if open == .emoji, selectors + unshown < Self.countLimit {
      selectors += 1
    } else if open == .text, unshown == 0, isKeycapBase, let (next, length) = upcoming(),
      next == "\u{20E3}"
    {
      offset += length
      hide(2)
    } else {
      standIn(for: scalar)
    }
  }

  /// Whether the last cluster is a bare digit, `#` or `*`: with U+FE0F U+20E3 they make a keycap.
  private var isKeycapBase: Bool {
    guard let glyph = clusters.last?.glyph, glyph.markCount == 0 else { return false }
    return ("0"..."9").contains(glyph.base) || glyph.base == "#" || glyph.base == "*"
  }

  /// Two make a flag, which terminals draw at widths of their own: shown as its letters.
  private mutating func regionalIndicator(_ first: Unicode.Scalar) {
    guard let (second, length) = upcoming(), (0x1F1E6...0x1F1FF).contains(second.value) else {
      return standIn(for: first)
    }
    offset += length
    let letters = [first, second].map {
      Character(Unicode.Scalar(UInt8($0.value - 0x1F1E6 + 0x41)))
    }
    substitute(glyphs.quoted(String(letters)), hostile: false)
  }

  private mutating func standIn(for scalar: Unicode.Scalar) {
    substitute(glyphs.quoted("U+" + hex(scalar.value, digits: 4, uppercase: true)), hostile: true)
  }

  private mutating func takeForASCII(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      hidden(scalar)
    } else if ScalarClass(of: scalar.value) == .hidden, scalar.value >= 0xA0 {
      standIn(for: scalar)
    } else {
      substitute("\\u{" + hex(scalar.value) + "}", hostile: scalar.value < 0xA0)
    }
  }

  // MARK: Output

  private mutating func append(_ scalar: Unicode.Scalar, width: UInt8, flags: Cluster.Flags = []) {
    clusters.append(Cluster(glyph: Glyph(scalar), width: width, flags: flags))
    columns += Int(width)
  }

  /// Writes a stand-in as one unit. `text` is made of narrow scalars.
  private mutating func substitute(_ text: String, hostile: Bool, extra: Cluster.Flags = []) {
    closeCluster()
    let flags: Cluster.Flags = hostile ? [.substitute, .hostile] : .substitute
    writeUnit(text, flags: flags.union(extra), joined: false)
  }

  private mutating func writeUnit(_ text: String, flags: Cluster.Flags, joined: Bool) {
    var flags = joined ? flags.union(.joined) : flags
    for scalar in text.unicodeScalars {
      append(scalar, width: 1, flags: flags)
      flags.insert(.joined)
    }
  }

  /// Counts scalars of the open cluster that are not shown.
  private mutating func hide(_ count: Int) {
    unshown += count
    guard unshown + selectors >= Self.countLimit else { return }
    let kind = open
    closeCluster()
    open = kind
    isFull = true
  }

  private mutating func closeCluster() {
    if unshown > 0 {
      let piledUp = open == .text
      writeUnit(
        glyphs.quoted("+" + String(unshown + selectors)),
        flags: piledUp ? [.substitute, .hostile] : .substitute, joined: !isFull)
    } else if selectors > 0, let last = clusters.indices.last {
      clusters[last].flags.insert(.substitute)
    }
    open = .nothing
    unshown = 0
    selectors = 0
    isFull = false
  }

  private func upcoming() -> (Unicode.Scalar, Int)? {
    offset < bytes.count ? UTF8Decoding.scalar(in: bytes, at: offset) : nil
  }
}

private func hex(_ value: UInt32, digits: Int = 1, uppercase: Bool = false) -> String {
  let text = String(value, radix: 16, uppercase: uppercase)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
