/// The themes that come with the program, embedded into it.
///
/// A theme is a file in `builtin/` and a line here. Files of the same format in the user's
/// configuration folder come first; see `sesspect paths`.
public enum BuiltInThemes {
  /// Every theme by name, the default first, as the text of its file.
  public static let all: [(name: String, toml: String)] = [
    theme("terminal", PackageResources.terminal_toml),
    theme("catppuccin-latte", PackageResources.catppuccin_latte_toml),
    theme("catppuccin-mocha", PackageResources.catppuccin_mocha_toml),
    theme("deuteranopia", PackageResources.deuteranopia_toml),
    theme("dracula", PackageResources.dracula_toml),
    theme("github-light", PackageResources.github_light_toml),
    theme("gruvbox-dark", PackageResources.gruvbox_dark_toml),
    theme("high-contrast", PackageResources.high_contrast_toml),
    theme("high-contrast-light", PackageResources.high_contrast_light_toml),
    theme("mono", PackageResources.mono_toml),
    theme("monokai", PackageResources.monokai_toml),
    theme("nord", PackageResources.nord_toml),
    theme("one-dark", PackageResources.one_dark_toml),
    theme("solarized-dark", PackageResources.solarized_dark_toml),
    theme("solarized-light", PackageResources.solarized_light_toml),
    theme("tokyo-night", PackageResources.tokyo_night_toml),
  ]

  /// The text of a theme, also for the `inherits` of another.
  public static func toml(named name: String) -> String? {
    all.first { $0.name == name }?.toml
  }

  private static func theme(_ name: String, _ file: [UInt8]) -> (name: String, toml: String) {
    (name, String(decoding: file, as: UTF8.self))
  }
}
