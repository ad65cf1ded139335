/// One column of one row: what it shows and what that means.
public struct Cell: Sendable, Equatable {
  /// What is drawn.
  public internal(set) var glyph: Glyph
  /// What it means.
  public var role: Role
  /// A meaning of the whole row laid over the role, such as the cursor: its colours win where the
  /// theme gives it any, and its attributes are added.
  public var overlay: Role?
  /// Attributes added to those of the roles.
  public var attributes: Attributes
  /// Columns the glyph takes: 1, 2, or 0 for the right half of the wide glyph to the left.
  public internal(set) var width: UInt8

  /// A blank.
  public init(role: Role = .text) {
    self.init(glyph: .space, role: role, width: 1)
  }

  init(glyph: Glyph, role: Role, width: UInt8) {
    self.glyph = glyph
    self.role = role
    overlay = nil
    attributes = []
    self.width = width
  }
}
