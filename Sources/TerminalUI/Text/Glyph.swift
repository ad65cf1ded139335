/// What one cell shows: a scalar and up to four combining marks, the most a curses cell holds.
///
/// Five scalars of 21 bits share two words, so a screen of cells is plain memory.
public struct Glyph: Hashable, Sendable {
  /// Base, first and second mark.
  private var low: UInt64
  /// Third and fourth mark.
  private var high: UInt64 = 0

  /// The most combining marks one glyph keeps.
  public static let markLimit = 4

  /// An empty cell.
  public static let space = Glyph(" ")

  /// The right half of a wide glyph: nothing is drawn for it.
  static let continuation = Glyph("\0")

  init(_ base: Unicode.Scalar) {
    low = UInt64(base.value)
  }

  /// The scalar the marks sit on.
  public var base: Unicode.Scalar { Self.scalar(low) ?? " " }

  /// How many marks the glyph has.
  public var markCount: Int {
    var count = 0
    while count < Self.markLimit, mark(count) != nil { count += 1 }
    return count
  }

  /// Adds a combining mark; `false` when the glyph is full.
  mutating func append(_ mark: Unicode.Scalar) -> Bool {
    let value = UInt64(mark.value)
    switch markCount {
    case 0: low |= value << 21
    case 1: low |= value << 42
    case 2: high |= value
    case 3: high |= value << 21
    default: return false
    }
    return true
  }

  /// The base, then the marks.
  public var scalars: [Unicode.Scalar] {
    var scalars = [base]
    for index in 0..<Self.markLimit {
      guard let mark = mark(index) else { break }
      scalars.append(mark)
    }
    return scalars
  }

  func mark(_ index: Int) -> Unicode.Scalar? {
    let field =
      switch index {
      case 0: low >> 21
      case 1: low >> 42
      case 2: high
      default: high >> 21
      }
    return field & 0x1F_FFFF == 0 ? nil : Self.scalar(field)
  }

  private static func scalar(_ field: UInt64) -> Unicode.Scalar? {
    Unicode.Scalar(UInt32(truncatingIfNeeded: field & 0x1F_FFFF))
  }
}
