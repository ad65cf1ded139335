/// A key as a program cares about it.
public enum KeyEvent: Hashable, Sendable {
  /// A key that types something; the space bar is `character(" ")`.
  case character(Unicode.Scalar)
  /// Control with a lower-case letter or one of `@[\]^_`. Ctrl-I is ``tab`` and Ctrl-M ``enter``:
  /// terminals send the same bytes.
  case ctrl(Unicode.Scalar)
  /// Alt with a character. Terminals send Escape and the character at once.
  case alt(Unicode.Scalar)
  case enter
  case escape
  case tab
  case backtab
  case backspace
  case delete
  case insert
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// A function key, from 1.
  case f(Int)
}
