import SessionModel
import TerminalUI

/// What the operator chose before the inspector opened: from the command line and the configuration.
public struct Settings: Sendable, Equatable {
  /// Changes here hurt: every destructive act asks for the count to be typed.
  public var isProduction: Bool
  /// Characters the screen is drawn with.
  public var glyphs: Glyphs
  public var keymap: Keymap
  /// Further keys whose values are masked, as the configuration lists them.
  public var masks: [String]
  /// The name of the theme in use.
  public var theme: String
  /// The filter to begin with.
  public var filter: String
  public var sort: Sort
  /// Begin with expired sessions too.
  public var includesExpired: Bool

  public init(
    isProduction: Bool = false, glyphs: Glyphs = .unicode, keymap: Keymap = .default, masks: [String] = [],
    theme: String = "terminal", filter: String = "", sort: Sort = .newest, includesExpired: Bool = false
  ) {
    self.isProduction = isProduction
    self.glyphs = glyphs
    self.keymap = keymap
    self.masks = masks
    self.theme = theme
    self.filter = filter
    self.sort = sort
    self.includesExpired = includesExpired
  }
}
