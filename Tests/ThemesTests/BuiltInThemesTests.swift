import Foundation
import TerminalUI
import Testing
import Themes

@Suite("Built-in themes")
struct BuiltInThemesTests {
  static let names = BuiltInThemes.all.map(\.name)

  static func parsed(_ name: String) throws -> Theme.Parsed {
    let toml = try #require(BuiltInThemes.toml(named: name))
    return try Theme.parse(toml: toml, file: name + ".toml", base: BuiltInThemes.toml(named:))
  }

  @Test("Every file in the folder has its line in the list, and the other way round")
  func listMatchesFolder() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Themes/builtin").standardized
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let listed = Set(Self.names.map { $0 + ".toml" })
    #expect(Set(files) == listed)
    #expect(listed.count == BuiltInThemes.all.count)
    for (name, toml) in BuiltInThemes.all {
      let text = try String(
        contentsOf: folder.appendingPathComponent(name + ".toml"), encoding: .utf8)
      #expect(text == toml, "\(name) is embedded as another file")
    }
  }

  @Test(
    "A theme is called what its file is called, and its file raises no warning", arguments: names)
  func isSound(name: String) throws {
    let parsed = try Self.parsed(name)
    #expect(parsed.theme.name == name)
    #expect(parsed.warnings == [])
  }

  @Test("The default theme leaves all colours to the terminal's own sixteen")
  func terminalThemeUsesTerminalColours() throws {
    let theme = try Self.parsed("terminal").theme
    for role in Role.allCases {
      let style = theme.style(for: role, depth: .rgb)
      for color in [style.foreground, style.background].compactMap({ $0 }) {
        guard case .ansi = color else {
          Issue.record("\(role.rawValue) uses \(color)")
          continue
        }
      }
      #expect(style.background == nil)
    }
  }

  @Test("Text can be read at every depth", arguments: names, ColorDepth.allCases)
  func textIsReadable(name: String, depth: ColorDepth) throws {
    let theme = try Self.parsed(name).theme
    for role in Role.allCases where role != .border {
      let style = theme.style(for: role, depth: depth)
      guard let front = style.foreground, let back = style.background else { continue }
      let ratio = front.assumedRGB.contrast(with: back.assumedRGB)
      // Less than the 3:1 of the check: the nearest palette colour may be a little fainter.
      #expect(ratio >= 2.7, "\(role.rawValue) at \(depth): \(ratio)")
    }
  }

  @Test(
    "The text of the cursor row can be read where it keeps the colours of values", arguments: names)
  func cursorRowIsReadable(name: String) throws {
    let theme = try Self.parsed(name).theme
    for role in [
      Role.text, .key, .valueString, .valueNumber, .valueBool, .rowNew, .rowChanged, .rowMarked,
    ] {
      let style = theme.style(for: role, overlay: .rowCursor, depth: .rgb)
      guard let front = style.foreground, let back = style.background else { continue }
      let ratio = front.assumedRGB.contrast(with: back.assumedRGB)
      #expect(ratio >= 3, "\(role.rawValue): \(ratio)")
    }
  }

  @Test("The mono theme asks for no colour at all")
  func monoHasNoColour() throws {
    let theme = try Self.parsed("mono").theme
    for role in Role.allCases {
      let style = theme.style(for: role, depth: .rgb)
      #expect(style.foreground == nil && style.background == nil)
    }
  }
}
