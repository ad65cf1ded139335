import TerminalUI

extension State {
  mutating func themeKey(_ themes: ThemeState, _ key: KeyEvent) -> [Effect] {
    var themes = themes
    let count = themes.names?.count ?? 0
    switch key {
    case .enter:
      overlay = nil
      return []
    case .escape, .character("q"), .ctrl("c"):
      overlay = nil
      return settings.theme == themes.original ? [] : [.setTheme(themes.original)]
    case .up, .character("k"), .ctrl("p"): themes.selected = max(0, themes.selected - 1)
    case .down, .character("j"), .ctrl("n"): themes.selected = min(max(0, count - 1), themes.selected + 1)
    case .home, .character("g"): themes.selected = 0
    case .end, .character("G"): themes.selected = max(0, count - 1)
    default: return []
    }
    overlay = .themes(themes)
    // Each theme is put on as the cursor comes to it.
    guard let names = themes.names, names.indices.contains(themes.selected) else { return [] }
    return [.setTheme(names[themes.selected])]
  }

  mutating func themesListed(_ names: [String]) {
    guard case .themes(var themes) = overlay else { return }
    themes.names = names
    themes.selected = names.firstIndex(of: settings.theme) ?? 0
    overlay = .themes(themes)
  }
}
