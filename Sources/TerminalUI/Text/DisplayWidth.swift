/// How many terminal columns a scalar takes, from a table pinned to one Unicode version.
///
/// The machine's own `wcwidth` depends on the C library and the locale; layout must not.
/// ``NcursesDevice`` compares the two and replaces what the library would draw at another width.
public enum DisplayWidth {
  /// The Unicode version of the table.
  public static let unicodeVersion = ScalarTable.unicodeVersion

  /// Columns taken by a scalar drawn on its own: 1 or 2, and 0 for what is never drawn as itself
  /// (controls, invisible and unassigned scalars) or sits on another scalar (combining marks).
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    ScalarClass(of: scalar.value).columns
  }
}

/// What the sanitiser does with a scalar. The raw values are those of make-width-table.py.
enum ScalarClass: UInt8 {
  /// Never drawn: controls, format and private use scalars, unassigned ones, emoji parts.
  case hidden
  case narrow
  case wide
  /// A combining mark, drawn in the cell of the scalar before it.
  case mark
  /// A space other than U+0020 and U+3000, drawn as a space that is marked as something else.
  case space
  case narrowEmoji
  case wideEmoji
  /// A Hangul vowel or final consonant, drawn in the cell of the leading consonant.
  case jamo

  init(of scalar: UInt32) {
    if scalar < 0x7F {
      self = scalar < 0x20 ? .hidden : .narrow
      return
    }
    let runs = ScalarTable.runs
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle] >> 3 <= scalar { low = middle } else { high = middle }
    }
    self = ScalarClass(rawValue: UInt8(truncatingIfNeeded: runs[low] & 7)) ?? .hidden
  }

  var columns: Int {
    switch self {
    case .narrow, .narrowEmoji, .space: 1
    case .wide, .wideEmoji: 2
    case .hidden, .mark, .jamo: 0
    }
  }

  var isEmoji: Bool { self == .narrowEmoji || self == .wideEmoji }
}
