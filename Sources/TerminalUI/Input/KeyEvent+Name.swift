extension KeyEvent {
  /// The name in key files, help and hints: `ctrl-d`, `enter`, `space`, `f1`, `G`, `/`.
  public var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let scalar): String(Character(scalar))
    case .ctrl(let scalar): "ctrl-" + String(Character(scalar))
    case .alt(let scalar): "alt-" + KeyEvent.character(scalar).name
    case .f(let number): "f" + String(number)
    default: Self.named.first { $0.key == self }?.name ?? ""
    }
  }

  /// The key with a name, as written in a key file; `nil` when there is none.
  ///
  /// Names are those of ``name`` and a few that people also write: `esc`, `return`, `pgup`, `C-d`.
  public init?(name: String) {
    let scalars = Array(name.unicodeScalars)
    if scalars.count == 1, let only = scalars.first, ScalarClass(of: only.value) != .hidden {
      self = .character(only)
      return
    }
    let lowercased = name.lowercased()
    if let match = (Self.named + Self.aliases).first(where: { $0.name == lowercased }) {
      self = match.key
    } else if lowercased == "space" {
      self = .character(" ")
    } else if let rest = Self.rest(of: lowercased, after: ["ctrl-", "c-", "ctrl+"]) {
      guard let key = Self.control(rest) else { return nil }
      self = key
    } else if Self.rest(of: lowercased, after: ["alt-", "m-", "alt+"]) != nil {
      // The character after the prefix keeps its case.
      let rest = name.drop { $0 != "-" && $0 != "+" }.dropFirst()
      guard case .character(let scalar) = KeyEvent(name: String(rest)) else { return nil }
      self = .alt(scalar)
    } else if lowercased.hasPrefix("f"), let number = Int(lowercased.dropFirst()),
      (1...24).contains(number)
    {
      self = .f(number)
    } else {
      return nil
    }
  }

  private static let named: [(name: String, key: KeyEvent)] = [
    ("enter", .enter), ("escape", .escape), ("tab", .tab), ("shift-tab", .backtab),
    ("backspace", .backspace),
    ("delete", .delete), ("insert", .insert), ("up", .up), ("down", .down), ("left", .left),
    ("right", .right),
    ("home", .home), ("end", .end), ("page-up", .pageUp), ("page-down", .pageDown),
  ]

  private static let aliases: [(name: String, key: KeyEvent)] = [
    ("return", .enter), ("esc", .escape), ("backtab", .backtab), ("del", .delete), ("ins", .insert),
    ("pageup", .pageUp), ("pgup", .pageUp), ("pagedown", .pageDown), ("pgdn", .pageDown),
    ("pgdown", .pageDown),
  ]

  private static func rest(of name: String, after prefixes: [String]) -> Substring? {
    prefixes.first { name.hasPrefix($0) }.map { name.dropFirst($0.utf8.count) }
  }

  private static func control(_ name: Substring) -> KeyEvent? {
    if name == "space" { return .ctrl("@") }
    guard name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first else { return nil }
    switch scalar {
    case "i": return .tab
    case "m": return .enter
    case "[": return .escape
    case "a"..."z", "@", "\\", "]", "^", "_": return .ctrl(scalar)
    default: return nil
    }
  }
}
