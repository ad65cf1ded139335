extension ColorDepth {
  /// What the user asked for in the environment: no colour with a `NO_COLOR` that is not empty
  /// (no-color.org), 24 bits with `COLORTERM=truecolor`; `nil` leaves it to the terminal.
  public static func requested(by environment: [String: String]) -> ColorDepth? {
    if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return .mono }
    let colors = environment["COLORTERM"]?.lowercased()
    return colors == "truecolor" || colors == "24bit" ? .rgb : nil
  }

  /// What a terminal description offers.
  static func offered(colors: Int, isDirect: Bool) -> ColorDepth {
    if isDirect { return .rgb }
    return colors >= 256 ? .x256 : colors >= 8 ? .ansi16 : .mono
  }
}

extension Theme.Appearance {
  /// Whether the terminal's background is dark, by `COLORFGBG=15;0`, which rxvt, Konsole and others
  /// set; dark when nothing says otherwise.
  public static func detected(in environment: [String: String]) -> Theme.Appearance {
    guard let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap({ Int($0) })
    else {
      return .dark
    }
    // White and the bright colours but dark grey.
    return background == 7 || (9...15).contains(background) ? .light : .dark
  }
}

/// A terminal description of our own with 24-bit colours.
///
/// Few terminals are described with direct colours even where they have them, and changing the
/// palette (OSC 4) would repaint the user's. So the program brings the two descriptions that serve
/// nearly all terminals along.
struct DirectColorDescription {
  var name: String
  /// A value for TERMINFO.
  var terminfo: String

  /// The description for a terminal, `nil` when it is not known to understand it.
  init?(for term: String) {
    if Self.tmuxLike.contains(where: term.hasPrefix) {
      name = "tmux-256color+rgb"
      terminfo = DirectColorTerminfo.tmux
    } else if Self.xtermLike.contains(where: term.hasPrefix) {
      name = "xterm-256color+rgb"
      terminfo = DirectColorTerminfo.xterm
    } else {
      return nil
    }
  }

  private static let tmuxLike = ["tmux", "screen-256color"]
  private static let xtermLike = [
    "xterm", "alacritty", "contour", "foot", "ghostty", "gnome", "iterm", "kitty", "konsole", "rio",
    "vte", "wezterm",
  ]
}
