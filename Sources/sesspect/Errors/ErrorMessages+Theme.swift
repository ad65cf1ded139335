import TerminalUI

extension ErrorMessages {
  static func theme(_ error: ThemeSyntaxError) -> Complaint {
    Complaint(
      .failed, "theme_syntax",
      "\(plain(error.file)):\(error.line):\(error.column): This is not TOML: \(plain(error.message))"
        + (error.message.hasSuffix(".") ? "" : "."))
  }

  /// `mine.toml:4: There is no role ‘row.curser’. Did you mean ‘row.cursor’?`
  static func theme(_ warning: ThemeWarning) -> String {
    var place = "\(plain(warning.file)):\(warning.line)"
    if let column = warning.column { place += ":\(column)" }
    return "\(place): \(sentence(warning.kind))"
  }

  private static func sentence(_ kind: ThemeWarning.Kind) -> String {
    func meant(_ suggestion: String?) -> String { suggestion.map { " Did you mean \(quoted($0))?" } ?? "" }
    func rounded(_ ratio: Double) -> String {
      let tenths = Int((ratio * 10).rounded(.down))
      return "\(tenths / 10).\(tenths % 10)"
    }
    switch kind {
    case .unknownKey(let key, let suggestion): return "There is no setting \(quoted(key)).\(meant(suggestion))"
    case .unknownRole(let name, let suggestion): return "There is no role \(quoted(name)).\(meant(suggestion))"
    case .unknownColor(let name, let suggestion): return "There is no colour \(quoted(name)).\(meant(suggestion))"
    case .badColor(let text): return "\(quoted(text)) is not a colour: #rrggbb, #rgb, a name, or 0 to 255."
    case .unknownAttribute(let name, let suggestion):
      return "There is no attribute \(quoted(name)).\(meant(suggestion))"
    case .wrongType(let key, let expected): return "\(quoted(key)) must be \(expected)."
    case .unknownBase(let name): return "It inherits from \(quoted(name)), which there is not."
    case .inheritanceCycle(let names):
      return "Themes inherit from each other: \(names.map(plain).joined(separator: " → "))."
    case .lowContrast(let role, let ratio, let required):
      return "\(role.rawValue) has a contrast of \(rounded(ratio)):1; it should be at least \(rounded(required)):1."
    case .cursorIndistinguishable(let depth):
      return "With \(words(depth)) the cursor row looks like any other; give row.cursor a background or \"reverse\"."
    case .sameAsTextInMono(let role):
      return "Without colours \(role.rawValue) looks like plain text; add an attribute with add or mono."
    }
  }

  private static func words(_ depth: ColorDepth) -> String {
    switch depth {
    case .mono: "no colours"
    case .ansi16: "16 colours"
    case .x256: "256 colours"
    case .rgb: "true colour"
    }
  }
}
