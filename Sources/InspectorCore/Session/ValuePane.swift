import SessionModel

/// How the value under the keys pane's cursor is shown.
public struct ValuePane: Sendable, Equatable {
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// JSON for containers, the text itself for strings, hex for bytes, decoded where it is plainly a JWT.
    case auto
    case json, raw, hex, base64, jwt
  }
  public internal(set) var mode = Mode.auto
  public internal(set) var wraps = true
  /// The first line shown.
  public internal(set) var first = 0
  /// The value as text, made once for many frames; nil where none is selected.
  public internal(set) var shown: ValueText.Shown?
  /// What `shown` was made of.
  var source: Source?

  struct Source: Sendable, Equatable {
    var session: SessionID
    var revision: Revision
    var path: Path
    var mode: Mode
    var isRevealed: Bool
    /// The target gave the real values.
    var isReal: Bool
  }
}
