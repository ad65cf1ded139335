/// Text that can be shown: the only thing a ``Canvas`` draws.
///
/// Session values are written by strangers. A string literal becomes safe text as it is; anything
/// else goes through the sanitiser, which drops nothing and lets nothing act: controls, invisible
/// and direction-changing scalars, private use, unassigned scalars and bytes that are no UTF-8
/// become visible stand-ins, drawn in the role ``Role/textControl``.
///
/// ```swift
/// canvas.draw("Value", at: Point(column: 0, row: 0), role: .title)
/// canvas.draw(SafeText(untrusted: "a\u{1B}[2J\u{202E}b"), at: …)   // a^[[2J‹U+202E›b
/// ```
public struct SafeText: Sendable, Equatable {
  /// Whether line breaks and tabs are marks in one line or make lines.
  public enum Mode: Sendable {
    /// One line: a line feed is shown as `⏎`, a tab as `⇥`.
    case list
    /// Several: ``SafeText/lines`` splits at line feeds, and tabs fill up to the next multiple of four.
    case block
  }

  var clusters: [Cluster]

  /// The columns the text takes on one line.
  public private(set) var columns: Int

  init(clusters: [Cluster]) {
    self.clusters = clusters
    columns = clusters.reduce(0) { $0 + Int($1.width) }
  }

  init(clusters: [Cluster], columns: Int) {
    self.clusters = clusters
    self.columns = columns
  }

  /// Text written in the source of the program.
  public init(_ literal: StaticString) {
    self = literal.withUTF8Buffer { Sanitiser.text($0, mode: .list, glyphs: .unicode) }
  }

  /// No text.
  public static let empty = SafeText(clusters: [], columns: 0)

  /// Text from data, made safe.
  /// - Parameters:
  ///   - untrusted: Anything at all.
  ///   - mode: What line feeds and tabs become.
  ///   - glyphs: With ``Glyphs/ascii`` the result is ASCII only: `é` becomes `\u{e9}`.
  public init(untrusted: String, mode: Mode = .list, glyphs: Glyphs = .unicode) {
    self = Self.withBytes(of: untrusted) { Sanitiser.text($0, mode: mode, glyphs: glyphs) }
  }

  /// The beginning of a text from data, made safe: at most `columns` columns, the last of them an
  /// ellipsis when there is more. The rest is not looked at, so a value of megabytes costs a row.
  public init(untrusted: String, limit columns: Int, mode: Mode = .list, glyphs: Glyphs = .unicode) {
    self = Self.withBytes(of: untrusted) {
      Sanitiser.text($0, mode: mode, glyphs: glyphs, limit: columns)
    }
  }

  /// Bytes that should be UTF-8: every byte that is not becomes `\xFF`.
  public init(untrustedBytes: some Sequence<UInt8>, mode: Mode = .list, glyphs: Glyphs = .unicode) {
    self = Self.withBytes(of: untrustedBytes) { Sanitiser.text($0, mode: mode, glyphs: glyphs) }
  }

  /// The beginning of bytes that should be UTF-8, at most `columns` columns wide.
  public init(
    untrustedBytes: some Sequence<UInt8>, limit columns: Int, mode: Mode = .list,
    glyphs: Glyphs = .unicode
  ) {
    self = Self.withBytes(of: untrustedBytes) {
      Sanitiser.text($0, mode: mode, glyphs: glyphs, limit: columns)
    }
  }

  /// A whole number in decimal digits.
  public static func number(_ value: Int) -> SafeText {
    SafeText(untrusted: String(value))
  }

  /// Whether something hostile or invisible was made visible: a control other than a line break or
  /// a tab, a direction change, a zero-width scalar, a byte that is no UTF-8, a pile of marks.
  public var hasControls: Bool { clusters.contains { $0.flags.contains(.hostile) } }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { clusters.isEmpty }

  /// The text as it is shown, stand-ins included.
  public var plain: String {
    var scalars = String.UnicodeScalarView()
    for cluster in clusters {
      for scalar in cluster.glyph.scalars { scalars.append(scalar) }
    }
    return String(scalars)
  }

  private static func withBytes(
    of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> SafeText
  ) -> SafeText {
    text.utf8.withContiguousStorageIfAvailable(body)
      ?? Array(text.utf8).withUnsafeBufferPointer(body)
  }

  private static func withBytes(
    of bytes: some Sequence<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> SafeText
  ) -> SafeText {
    bytes.withContiguousStorageIfAvailable(body) ?? Array(bytes).withUnsafeBufferPointer(body)
  }
}

extension SafeText: ExpressibleByStringLiteral {
  public init(stringLiteral literal: StaticString) {
    self.init(literal)
  }
}

extension SafeText: CustomStringConvertible {
  public var description: String { plain }
}

/// One or two columns of safe text.
struct Cluster: Hashable, Sendable {
  struct Flags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    /// A stand-in: drawn as a control, so that a typed "^[" differs from an escape.
    static let substitute = Flags(rawValue: 1)
    /// Belongs to the cluster before it: the text is not cut here.
    static let joined = Flags(rawValue: 2)
    /// Stands for something hostile or invisible.
    static let hostile = Flags(rawValue: 4)
    /// A line ends here.
    static let lineBreak = Flags(rawValue: 8)
  }

  var glyph: Glyph
  var width: UInt8
  var flags: Flags = []

  static let space = Cluster(glyph: .space, width: 1)
}
