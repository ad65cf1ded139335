/// A colour of a theme, with its choices for terminals that have fewer.
struct ThemeColor: Sendable, Equatable {
  var rgb: RGB?
  var x256: UInt8?
  var ansi: ANSIColor?

  /// The colour on any terminal, when the theme fixes it.
  var known: RGB? { rgb ?? x256.flatMap { $0 >= 16 ? RGB(x256: $0) : nil } }

  /// What a terminal of a depth is asked for.
  func color(at depth: ColorDepth) -> Color? {
    switch depth {
    case .mono: nil
    case .ansi16: (ansi ?? known?.nearestANSI ?? ANSIColor(rawValue: x256 ?? 255)).map(Color.ansi)
    case .x256: x256.map(Color.x256) ?? (rgb?.nearestX256).map(Color.x256) ?? ansi.map(Color.ansi)
    case .rgb: known.map(Color.rgb) ?? x256.map(Color.x256) ?? ansi.map(Color.ansi)
    }
  }
}

extension Color {
  /// The colour as red, green and blue; for the sixteen colours of the terminal a guess.
  public var assumedRGB: RGB {
    switch self {
    case .ansi(let color): RGB(assuming: color)
    case .x256(let index): RGB(x256: index)
    case .rgb(let rgb): rgb
    }
  }
}
