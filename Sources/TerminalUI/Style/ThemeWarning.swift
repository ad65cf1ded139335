/// Something in a theme file that does not do what its author meant. Warnings never stop a program.
public struct ThemeWarning: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// A key the format does not have, and the one it is close to.
    case unknownKey(String, suggestion: String?)
    /// A role there is not, and the one its name is close to.
    case unknownRole(String, suggestion: String?)
    /// A colour name that is neither in the palette nor one of the sixteen colours.
    case unknownColor(String, suggestion: String?)
    /// A colour that cannot be read: not `#rrggbb`, `#rgb` or 0–255.
    case badColor(String)
    case unknownAttribute(String, suggestion: String?)
    /// A value of a type that means nothing at this key.
    case wrongType(key: String, expected: String)
    /// `inherits` names a theme there is not.
    case unknownBase(String)
    /// Themes that inherit from each other, in order.
    case inheritanceCycle([String])
    /// Text that is hard to read: contrast as in WCAG 2, and what it should be at least.
    case lowContrast(role: Role, ratio: Double, required: Double)
    /// The cursor row looks like any other.
    case cursorIndistinguishable(depth: ColorDepth)
    /// Without colours the role looks like plain text, and nothing else marks it.
    case sameAsTextInMono(Role)
  }

  public var file: String
  /// From 1. For what was inherited, the line of `inherits`.
  public var line: Int
  /// From 1, where known.
  public var column: Int?
  public var kind: Kind

  public init(file: String, line: Int, column: Int? = nil, kind: Kind) {
    self.file = file
    self.line = line
    self.column = column
    self.kind = kind
  }
}

/// A theme file that is no TOML.
public struct ThemeSyntaxError: Error, Sendable, Equatable {
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int
  /// What the TOML reader says.
  public var message: String

  public init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }
}
