import TerminalUI
import Themes

/// The themes there are: files of the user's folders first, then those in the program.
struct ThemeLibrary: Sendable {
  private let folders: [String]

  init(_ directories: Directories) { folders = directories.themes }

  struct Item: Hashable {
    var name: String
    /// nil for one that comes with the program.
    var file: String?
  }

  /// Every theme once, the one that is used under its name.
  var items: [Item] {
    var items: [Item] = []
    for folder in folders {
      for file in FileCheck.names(in: folder) where file.hasSuffix(".toml") {
        let name = String(file.dropLast(5))
        if !items.contains(where: { $0.name == name }) { items.append(Item(name: name, file: folder + "/" + file)) }
      }
    }
    let own = Set(items.map(\.name))
    return items + BuiltInThemes.all.filter { !own.contains($0.name) }.map { Item(name: $0.name) }
  }

  /// A theme's text; nil where there is none of that name.
  func toml(named name: String) throws -> String? {
    guard !name.contains("/") else { return nil }
    for folder in folders {
      if let text = try TextFile.text(folder + "/" + name + ".toml") { return text }
    }
    return BuiltInThemes.toml(named: name)
  }

  /// Reads a theme and what is wrong with it.
  func parse(_ text: String, file: String) throws(ThemeSyntaxError) -> Theme.Parsed {
    try Theme.parse(toml: text, file: file) { (try? toml(named: $0)) ?? nil }
  }
}
