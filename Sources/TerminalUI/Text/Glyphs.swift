/// The characters the interface is drawn with: Unicode, or ASCII for terminals, fonts and readers
/// that do not manage more.
public struct Glyphs: Sendable, Equatable {
  /// Whether everything drawn, data included, is kept to ASCII.
  public let isASCII: Bool

  public static let unicode = Glyphs(isASCII: false)
  public static let ascii = Glyphs(isASCII: true)

  /// What stands for text that was cut off: `…` or `..`.
  public var ellipsis: SafeText { isASCII ? ".." : "…" }
  /// What hides a masked value, repeated: `•` or `*`.
  public var bullet: SafeText { isASCII ? "*" : "•" }
  /// Between items of one line: `·` or `|`.
  public var separator: SafeText { isASCII ? "|" : "·" }
  /// The connection light: `●` or `*`.
  public var live: SafeText { isASCII ? "*" : "●" }
  /// The connection light when nothing is connected: `○` or `o`.
  public var idle: SafeText { isASCII ? "o" : "○" }
  /// The step of a path: `▸` or `>`.
  public var step: SafeText { isASCII ? ">" : "▸" }
  /// From the old value to the new: `→` or `->`.
  public var arrow: SafeText { isASCII ? "->" : "→" }
  /// Sorted upwards: `↑` or `^`.
  public var ascending: SafeText { isASCII ? "^" : "↑" }
  /// Sorted downwards: `↓` or `v`.
  public var descending: SafeText { isASCII ? "v" : "↓" }
  /// A null: `∅` or `null`.
  public var null: SafeText { isASCII ? "null" : "∅" }
  /// The Enter key in hints: `↵` or `Enter`.
  public var enter: SafeText { isASCII ? "Enter" : "↵" }
  /// A difference, in column heads: `Δ` or `d`.
  public var delta: SafeText { isASCII ? "d" : "Δ" }

  /// Gutter: the cursor row.
  public var cursor: SafeText { ">" }
  /// Gutter: a marked row.
  public var marked: SafeText { "#" }
  /// Gutter: a new row.
  public var added: SafeText { "+" }
  /// Gutter: a changed row.
  public var changed: SafeText { "~" }
  /// Gutter: a row that is gone.
  public var gone: SafeText { "-" }

  /// Bars of rising height, for ``Sparkline``.
  var bars: [SafeText] {
    isASCII
      ? ["_", ".", ":", "-", "=", "+", "*", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }

  // What the sanitiser writes for the everyday controls.
  var lineFeed: String { isASCII ? "\\n" : "⏎" }
  var carriageReturn: String { isASCII ? "\\r" : "␍" }
  var tab: String { isASCII ? "\\t" : "⇥" }
  func quoted(_ name: String) -> String { isASCII ? "<\(name)>" : "‹\(name)›" }
}
