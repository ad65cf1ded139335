/// What a theme says about one role. What it leaves open comes from the role's group or from `text`.
struct Style: Sendable, Equatable {
  var foreground: ThemeColor?
  var background: ThemeColor?
  /// Attributes; `nil` leaves them to the group.
  var attributes: Attributes?
  /// Attributes where there is no colour, in place of `attributes`.
  var monoAttributes: Attributes?
}

/// How cells of a role are drawn at one colour depth. No colour is the terminal's default.
public struct ResolvedStyle: Hashable, Sendable {
  public var foreground: Color?
  public var background: Color?
  public var attributes: Attributes

  public init(foreground: Color? = nil, background: Color? = nil, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}
