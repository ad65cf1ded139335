/// How the roles look.
public struct Theme: Sendable, Equatable {
  /// Light on dark, dark on light, or made for both.
  public enum Appearance: String, Sendable, CaseIterable {
    case dark
    case light
    case any
  }

  public var name: String
  public var appearance: Appearance
  /// By role name, or by the name of a group of roles such as `value`.
  var styles: [String: Style]

  init(name: String, appearance: Appearance, styles: [String: Style]) {
    self.name = name
    self.appearance = appearance
    self.styles = styles
  }

  /// The terminal's own colours and plain attributes: what is left when there is no theme.
  public static let plain = Theme(name: "plain", appearance: .any, styles: [:])
}
