extension Theme {
  /// A theme and what is wrong with its file.
  public struct Parsed: Sendable, Equatable {
    public var theme: Theme
    public var warnings: [ThemeWarning]
  }

  /// Reads a theme file.
  ///
  /// ```toml
  /// name = "harbour"
  /// inherits = "terminal"
  /// appearance = "dark"             # dark | light | any
  /// [palette]
  /// ink   = "#d8dee9"
  /// amber = { rgb = "#ffb454", x256 = 215, ansi = "yellow" }
  /// [roles]
  /// "text"       = "ink"
  /// "text.muted" = { fg = "ink", add = ["dim"] }
  /// "row.cursor" = { bg = "#333333", mono = ["reverse"] }
  /// ```
  /// A colour is a palette name, `#rrggbb`, `#rgb`, one of the sixteen names (`red`, `bright-red`)
  /// or an index of the 256. `add` are attributes; `mono` replaces them where there is no colour.
  /// What a theme sets replaces what it inherits, role by role; its palette is also used by
  /// inherited roles.
  /// - Parameters:
  ///   - text: The file.
  ///   - file: Its name, for warnings.
  ///   - base: The text of the theme with a name, for `inherits`.
  public static func parse(
    toml text: String, file: String, base: (String) -> String?
  ) throws(ThemeSyntaxError) -> Parsed {
    var reader = ThemeReader(document: try ThemeDocument(toml: text, file: file))
    let theme = reader.theme(base: base)
    return Parsed(theme: theme, warnings: reader.warnings + theme.problems(in: reader.document))
  }
}

/// Turns a document and what it inherits into a theme, and notes what it cannot use.
struct ThemeReader {
  let document: ThemeDocument
  private(set) var warnings: [ThemeWarning] = []
  private var palette: [String: ThemeColor] = [:]
  private var styles: [String: Style] = [:]

  private static let keys = ["name", "inherits", "appearance", "palette", "roles"]
  private static let colorKeys = ["rgb", "x256", "ansi"]
  private static let styleKeys = ["fg", "bg", "add", "mono"]

  init(document: ThemeDocument) {
    self.document = document
  }

  mutating func theme(base: (String) -> String?) -> Theme {
    for (key, _) in document.root where !Self.keys.contains(key) {
      warn(.unknownKey(key, suggestion: closest(to: key, in: Self.keys)), key: key)
    }
    let name = string("name") ?? document.file
    // Palettes first, from the root down: a theme's colours also serve the roles it inherits.
    let ancestors = ancestors(of: name, base: base)
    for ancestor in ancestors { adoptPalette(of: ancestor) }
    readPalette()
    for ancestor in ancestors { adoptRoles(of: ancestor) }
    readRoles()
    let inherited = ancestors.last.flatMap { ThemeReader(document: $0).appearance }
    return Theme(name: name, appearance: readAppearance() ?? inherited ?? .any, styles: styles)
  }

  // MARK: Inheritance

  /// The documents this one builds on, the farthest first.
  private mutating func ancestors(of name: String, base: (String) -> String?) -> [ThemeDocument] {
    var found: [ThemeDocument] = []
    var names = [name]
    var next = string("inherits")
    while let wanted = next {
      guard !names.contains(wanted) else {
        warn(.inheritanceCycle(names + [wanted]), key: "inherits")
        break
      }
      names.append(wanted)
      guard let text = base(wanted), let parent = try? ThemeDocument(toml: text, file: wanted)
      else {
        warn(.unknownBase(wanted), key: "inherits")
        break
      }
      found.insert(parent, at: 0)
      if case .string(let further)? = parent["inherits"] { next = further } else { next = nil }
    }
    return found
  }

  private mutating func adoptPalette(of ancestor: ThemeDocument) {
    var reader = ThemeReader(document: ancestor)
    reader.palette = palette
    reader.readPalette()
    palette = reader.palette
  }

  /// The ancestor's own check reports what is wrong with its roles, so nothing is noted here.
  private mutating func adoptRoles(of ancestor: ThemeDocument) {
    var reader = ThemeReader(document: ancestor)
    reader.palette = palette
    reader.styles = styles
    reader.readRoles()
    styles = reader.styles
  }

  // MARK: The parts of a file

  private var appearance: Theme.Appearance? {
    guard case .string(let word)? = document["appearance"] else { return nil }
    return Theme.Appearance(rawValue: word)
  }

  private mutating func readAppearance() -> Theme.Appearance? {
    if document["appearance"] != nil, appearance == nil {
      warn(.wrongType(key: "appearance", expected: "dark, light or any"), key: "appearance")
    }
    return appearance
  }

  private mutating func string(_ key: String) -> String? {
    guard let node = document[key] else { return nil }
    if case .string(let text) = node { return text }
    warn(.wrongType(key: key, expected: "a text"), key: key)
    return nil
  }

  private mutating func readPalette() {
    for (name, node) in table("palette") {
      guard case .table(let entries) = node else {
        palette[name] = color(node, table: "palette", key: name)
        continue
      }
      var merged = ThemeColor()
      for (key, value) in entries {
        guard Self.colorKeys.contains(key) else {
          warn(
            .unknownKey(key, suggestion: closest(to: key, in: Self.colorKeys)), table: "palette",
            key: name)
          continue
        }
        guard let part = color(value, table: "palette", key: name) else { continue }
        merged.rgb = part.rgb ?? merged.rgb
        merged.x256 = part.x256 ?? merged.x256
        merged.ansi = part.ansi ?? merged.ansi
      }
      palette[name] = merged
    }
  }

  private mutating func readRoles() {
    for (name, node) in table("roles") { readRole(name, node, line: name) }
  }

  /// Reads one role. A bare `value.string = …` makes TOML tables of the parts of the name, so what
  /// is no key of a style is taken for the rest of a role's name.
  private mutating func readRole(_ name: String, _ node: ThemeDocument.Node, line: String) {
    var style = Style()
    var isStyle = true
    if case .table(let entries) = node {
      isStyle = entries.isEmpty
      for (key, value) in entries {
        switch key {
        case "fg": style.foreground = color(value, table: "roles", key: line)
        case "bg": style.background = color(value, table: "roles", key: line)
        case "add": style.attributes = attributes(value, line: line)
        case "mono": style.monoAttributes = attributes(value, line: line)
        default:
          let longer = name + "." + key
          if Role.names.contains(longer) {
            readRole(longer, value, line: longer)
          } else {
            warn(
              .unknownKey(key, suggestion: closest(to: key, in: Self.styleKeys)), table: "roles",
              key: line)
          }
          continue
        }
        isStyle = true
      }
    } else {
      style.foreground = color(node, table: "roles", key: line)
    }
    guard isStyle else { return }
    if Role.names.contains(name) {
      styles[name] = style
    } else {
      warn(
        .unknownRole(name, suggestion: closest(to: name, in: Role.names.sorted())), table: "roles",
        key: line)
    }
  }

  private mutating func table(_ key: String) -> [(key: String, value: ThemeDocument.Node)] {
    guard let node = document[key] else { return [] }
    if case .table(let entries) = node { return entries }
    warn(.wrongType(key: key, expected: "a table"), key: key)
    return []
  }

  // MARK: Values

  private mutating func color(_ node: ThemeDocument.Node, table: String, key: String) -> ThemeColor? {
    switch node {
    case .integer(let index):
      if let byte = UInt8(exactly: index) { return ThemeColor(x256: byte) }
      warn(.badColor(String(index)), table: table, key: key)
    case .string(let text) where text.hasPrefix("#"):
      if let rgb = RGB(hex: text) { return ThemeColor(rgb: rgb) }
      warn(.badColor(text), table: table, key: key)
    case .string(let text):
      if table != "palette", let color = palette[text] { return color }
      if let color = ANSIColor(name: text) { return ThemeColor(ansi: color) }
      let names = ANSIColor.allCases.map(\.name) + (table == "palette" ? [] : palette.keys.sorted())
      warn(.unknownColor(text, suggestion: closest(to: text, in: names)), table: table, key: key)
    default:
      warn(.wrongType(key: key, expected: "a colour"), table: table, key: key)
    }
    return nil
  }

  private mutating func attributes(_ node: ThemeDocument.Node, line: String) -> Attributes {
    guard case .array(let names) = node else {
      warn(.wrongType(key: line, expected: "a list of attributes"), table: "roles", key: line)
      return []
    }
    var attributes: Attributes = []
    for name in names {
      guard case .string(let word) = name else {
        warn(.wrongType(key: line, expected: "a list of attributes"), table: "roles", key: line)
        continue
      }
      if let match = Attributes.named.first(where: { $0.name == word }) {
        attributes.insert(match.attribute)
      } else {
        let suggestion = closest(to: word, in: Attributes.named.map(\.name))
        warn(.unknownAttribute(word, suggestion: suggestion), table: "roles", key: line)
      }
    }
    return attributes
  }

  private mutating func warn(_ kind: ThemeWarning.Kind, table: String = "", key: String) {
    warnings.append(document.warning(kind, table: table, key: key))
  }
}
