/// Text exactly as a session stores it: what Swift's `String` can hold, and the JSON spelling where that says more.
///
/// Three things a plain `String` would lose are kept here:
/// - how a character was escaped (`"\u00e9"` stays `\u00e9` when the session is written back),
/// - lone surrogates (`"\ud800"` is legal JSON, RFC 8259 §8.2, and Python writes it),
/// - the difference between canonically equivalent spellings: two texts are equal when their code units are.
public struct Text: Sendable {
  /// The characters. A lone surrogate appears as U+FFFD; `spelling` then has the original.
  public let string: String
  /// Kept apart, since few texts have it and all have to be small.
  private let source: Source?

  private final class Source: Sendable {
    let spelling: String
    let isLossy: Bool
    init(spelling: String, isLossy: Bool) {
      self.spelling = spelling
      self.isLossy = isLossy
    }
  }

  /// The JSON spelling between the quotes, where it differs from `string`; nil when no escape was used.
  public var spelling: String? { source?.spelling }
  /// True when `string` cannot hold what was stored (lone surrogates).
  public var isLossy: Bool { source?.isLossy ?? false }

  /// Text typed by a person or made by a codec that has no escapes of its own.
  public init(_ string: String) {
    self.string = string
    source = nil
  }

  /// Text read from JSON: the decoded characters and the source between the quotes.
  init(decoded: String, spelling: String, isLossy: Bool) {
    string = decoded
    source = Source(spelling: spelling, isLossy: isLossy)
  }

  /// True when nothing is in it.
  public var isEmpty: Bool { string.isEmpty && spelling?.isEmpty ?? true }
}

extension Text: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Text: Hashable {
  public static func == (a: Text, b: Text) -> Bool {
    if a.isLossy || b.isLossy {
      // Texts with lone surrogates come from JSON only, so both have a spelling or they differ.
      return a.isLossy == b.isLossy
        && JSONReader.codeUnits(ofSpelling: a.spelling ?? "")
          == JSONReader.codeUnits(ofSpelling: b.spelling ?? "")
    }
    return a.string.hasSameBytes(as: b.string)
  }

  public func hash(into hasher: inout Hasher) {
    string.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Text: Comparable {
  /// Orders by UTF-8 bytes, as SQLite's BINARY collation does.
  public static func < (a: Text, b: Text) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }
}

extension Text: CustomStringConvertible {
  public var description: String { string }
}
