import Testing

@testable import TerminalUI

@Suite("Theme")
struct ThemeTests {
  static func parse(_ toml: String, base: [String: String] = [:]) throws -> Theme.Parsed {
    try Theme.parse(toml: toml, file: "test.toml", base: { base[$0] })
  }

  static func theme(_ toml: String, base: [String: String] = [:]) throws -> Theme {
    try parse(toml, base: base).theme
  }

  static let harbour = """
    name = "harbour"
    inherits = "terminal"
    appearance = "dark"
    [palette]
    ink   = "#d8dee9"
    amber = { rgb = "#ffb454", x256 = 215, ansi = "yellow" }
    [roles]
    "text"         = { fg = "ink", bg = "#101418" }
    "text.muted"   = { fg = "ink", add = ["dim"] }
    "row.cursor"   = { bg = "#303848", mono = ["reverse"] }
    "row.changed"  = { fg = "amber", add = ["bold"] }
    "value"        = "amber"
    """

  static let terminal = """
    name = "terminal"
    [roles]
    "row.marked" = { fg = "magenta", add = ["bold"] }
    "row.changed" = { fg = "red", add = ["underline"] }
    """

  @Test("The format's own example is read without a warning")
  func example() throws {
    let parsed = try Self.parse(Self.harbour, base: ["terminal": Self.terminal])
    #expect(parsed.warnings == [])
    #expect(parsed.theme.name == "harbour")
    #expect(parsed.theme.appearance == .dark)
    let changed = parsed.theme.style(for: .rowChanged, depth: .rgb)
    #expect(changed.foreground == .rgb(RGB(255, 180, 84)))
    #expect(changed.background == .rgb(RGB(16, 20, 24)))
    #expect(changed.attributes == .bold)
  }

  @Test("A role that is not set is looked up along its dots and at last as text")
  func lookup() throws {
    let theme = try Self.theme(Self.harbour, base: ["terminal": Self.terminal])
    #expect(
      theme.style(for: .rowCursorUnfocused, depth: .rgb)
        == theme.style(for: .rowCursor, depth: .rgb))
    #expect(theme.style(for: .valueNumber, depth: .rgb).foreground == .rgb(RGB(255, 180, 84)))
    #expect(theme.style(for: .key, depth: .rgb) == theme.style(for: .text, depth: .rgb))
    #expect(Role.rowCursorUnfocused.lookup == ["row.cursor.unfocused", "row.cursor", "row"])
    #expect(Role.textMuted.lookup == ["text.muted"])
  }

  @Test(
    "A theme replaces roles of its base one by one, and its palette serves the base's roles too")
  func inheritance() throws {
    let base = """
      [palette]
      accent = "#ff0000"
      [roles]
      title = "accent"
      key = { fg = "accent", add = ["bold"] }
      """
    let theme = try Self.theme(
      """
      name = "child"
      inherits = "base"
      [palette]
      accent = "#00ff00"
      [roles]
      key = "accent"
      """, base: ["base": base])
    #expect(theme.style(for: .title, depth: .rgb).foreground == .rgb(RGB(0, 255, 0)))
    #expect(theme.style(for: .key, depth: .rgb).attributes == [])
  }

  @Test("Colours have their own choice at each depth, else the nearest")
  func depths() throws {
    let theme = try Self.theme(Self.harbour)
    #expect(theme.style(for: .rowChanged, depth: .x256).foreground == .x256(215))
    #expect(theme.style(for: .rowChanged, depth: .ansi16).foreground == .ansi(.yellow))
    #expect(theme.style(for: .text, depth: .ansi16).background == .ansi(.black))
    let mono = theme.style(for: .rowChanged, depth: .mono)
    #expect(mono == ResolvedStyle(attributes: .bold))
  }

  @Test("The nearest of 256 is never one of the sixteen that users repaint")
  func nearest256() {
    for red in stride(from: 0, through: 255, by: 51) {
      for green in stride(from: 0, through: 255, by: 51) {
        for blue in stride(from: 0, through: 255, by: 51) {
          #expect(RGB(UInt8(red), UInt8(green), UInt8(blue)).nearestX256 >= 16)
        }
      }
    }
    for index in UInt8(16)...255 {
      #expect(RGB(x256: RGB(x256: index).nearestX256) == RGB(x256: index))
    }
  }

  @Test(
    "The nearest of sixteen is chosen by hue, and greys by lightness",
    arguments: [
      ("#ff5555", ANSIColor.red), ("#50fa7b", .brightGreen), ("#f1fa8c", .brightYellow),
      ("#268bd2", .blue),
      ("#282a36", .black), ("#44475a", .brightBlack), ("#f8f8f2", .brightWhite),
      ("#ffffff", .brightWhite),
      ("#a0a0a0", .white), ("#002b36", .black), ("#98c379", .brightGreen), ("#d33682", .magenta),
    ])
  func nearestANSI(hex: String, color: ANSIColor) throws {
    #expect(try #require(RGB(hex: hex)).nearestANSI == color)
  }

  @Test(
    "Without colours a role that needs it gets an attribute, whatever the theme says of colours")
  func monoDefaults() throws {
    let theme = try Self.theme(
      """
      [roles]
      "row.cursor" = { bg = "#444444" }
      "text.control" = "#ff0000"
      """)
    #expect(theme.style(for: .rowCursor, depth: .mono).attributes == .reverse)
    #expect(theme.style(for: .textControl, depth: .mono).attributes == .reverse)
    #expect(theme.style(for: .text, overlay: .rowCursor, depth: .mono).attributes == .reverse)
  }

  @Test("A control differs from plain text inside a reversed cursor row too")
  func controlInCursorRow() throws {
    let theme = Theme.plain
    let text = theme.style(for: .text, overlay: .rowCursor, depth: .mono)
    let control = theme.style(for: .textControl, overlay: .rowCursor, depth: .mono)
    #expect(text != control)
  }

  @Test("An overlay's colours win where it has any; the rest of the role stays")
  func overlay() throws {
    let theme = try Self.theme(Self.harbour)
    let cell = theme.style(for: .valueString, overlay: .rowCursor, depth: .rgb)
    #expect(cell.foreground == .rgb(RGB(255, 180, 84)))
    #expect(cell.background == .rgb(RGB(48, 56, 72)))
  }

  @Test(
    "With sixteen colours the cursor row is reversed where its colour has become that of the text")
  func cursorAtSixteen() throws {
    let theme = try Self.theme(Self.harbour)
    #expect(theme.style(for: .text, overlay: .rowCursor, depth: .ansi16).attributes == .reverse)
    #expect(theme.style(for: .text, overlay: .rowCursor, depth: .x256).attributes == [])
  }

  @Test("With sixteen colours text stays readable where two colours become one")
  func readableAtSixteen() throws {
    let theme = try Self.theme(
      """
      [roles]
      text = { fg = "#777777", bg = "#6a6a6a" }
      """)
    let style = theme.style(for: .text, depth: .ansi16)
    let ratio = try #require(style.foreground).assumedRGB.contrast(
      with: try #require(style.background).assumedRGB)
    #expect(ratio >= 3)
  }
}

@Suite("Theme warnings")
struct ThemeWarningTests {
  static func warnings(_ toml: String, base: [String: String] = [:]) throws -> [ThemeWarning] {
    try Theme.parse(toml: toml, file: "test.toml", base: { base[$0] }).warnings
  }

  static let mistakes: [(toml: String, line: Int, kind: ThemeWarning.Kind)] = [
    ("name = \"a\"\nroels = 1", 2, .unknownKey("roels", suggestion: "roles")),
    (
      "[roles]\n\n\"row.curser\" = \"red\"", 3, .unknownRole("row.curser", suggestion: "row.cursor")
    ),
    ("[roles]\nzebra = \"red\"", 2, .unknownRole("zebra", suggestion: nil)),
    (
      "[palette]\namber = \"#ffb454\"\n[roles]\nkey = \"ambre\"", 4,
      .unknownColor("ambre", suggestion: "amber")
    ),
    ("[roles]\nkey = \"bright-gren\"", 2, .unknownColor("bright-gren", suggestion: "bright-green")),
    ("[roles]\nkey = \"#12345\"", 2, .badColor("#12345")),
    ("[roles]\nkey = 256", 2, .badColor("256")),
    (
      "[roles]\nkey = { fg = \"red\", add = [\"bald\"] }", 2,
      .unknownAttribute("bald", suggestion: "bold")
    ),
    ("[roles]\nkey = { gf = \"red\" }", 2, .unknownKey("gf", suggestion: "fg")),
    ("[roles]\nkey = true", 2, .wrongType(key: "key", expected: "a colour")),
    (
      "[roles]\nkey = { add = \"bold\" }", 2,
      .wrongType(key: "key", expected: "a list of attributes")
    ),
    ("roles = 3", 1, .wrongType(key: "roles", expected: "a table")),
    ("appearance = \"dim\"", 1, .wrongType(key: "appearance", expected: "dark, light or any")),
    ("name = \"a\"\ninherits = \"nowhere\"", 2, .unknownBase("nowhere")),
    ("[roles]\n\"row.cursor\" = { mono = [] }", 2, .cursorIndistinguishable(depth: .mono)),
    ("[roles]\n\"hint.key\" = { mono = [] }", 2, .sameAsTextInMono(.hintKey)),
  ]

  @Test("Every mistake is reported at its line and stops nothing", arguments: mistakes)
  func mistake(toml: String, line: Int, kind: ThemeWarning.Kind) throws {
    let warnings = try Self.warnings(toml + "\n")
    let match = warnings.first { $0.kind == kind }
    #expect(match?.line == line, "\(warnings)")
    #expect(match?.file == "test.toml")
  }

  @Test("Faint text is reported with its contrast; muted text may be fainter")
  func contrast() throws {
    let warnings = try Self.warnings(
      """
      [roles]
      text = { fg = "#ffffff", bg = "#000000" }
      "text.muted" = "#767676"
      key = "#767676"
      title = "#555555"
      """)
    let roles = warnings.compactMap { warning -> Role? in
      guard case .lowContrast(let role, let ratio, let required) = warning.kind, ratio < required
      else { return nil }
      return role
    }
    #expect(roles == [.title])
    #expect(warnings.first?.line == 5)
    #expect(abs(RGB(0, 0, 0).contrast(with: RGB(255, 255, 255)) - 21) < 0.01)
    #expect(abs(RGB(0x77, 0x77, 0x77).contrast(with: RGB(255, 255, 255)) - 4.48) < 0.01)
  }

  @Test("Themes that inherit from each other are reported, and the rest of them is used")
  func cycle() throws {
    let base = ["b": "inherits = \"a\"\n[roles]\nkey = \"red\""]
    let parsed = try Theme.parse(
      toml: "name = \"a\"\ninherits = \"b\"\n", file: "a.toml", base: { base[$0] })
    #expect(parsed.warnings.map(\.kind).contains(.inheritanceCycle(["a", "b", "a"])))
    #expect(parsed.theme.style(for: .key, depth: .ansi16).foreground == .ansi(.red))
  }

  @Test("A bare dotted name means the role, though TOML makes tables of it")
  func bareDottedName() throws {
    let parsed = try Theme.parse(
      toml:
        "[roles]\nvalue.string = \"red\"\nrow.cursor = { add = [\"reverse\"], unfocused = { bg = \"blue\" } }\n",
      file: "a.toml",
      base: { _ in nil })
    #expect(parsed.warnings == [])
    #expect(parsed.theme.style(for: .valueString, depth: .ansi16).foreground == .ansi(.red))
    #expect(parsed.theme.style(for: .rowCursorUnfocused, depth: .ansi16).background == .ansi(.blue))
  }

  @Test("A file that is no TOML is an error with line and column")
  func syntaxError() throws {
    let error = #expect(throws: ThemeSyntaxError.self) {
      try Theme.parse(toml: "name = \"a\"\n[roles\n", file: "bad.toml", base: { _ in nil })
    }
    #expect(error?.line == 2)
    #expect(error?.file == "bad.toml")
  }
}
