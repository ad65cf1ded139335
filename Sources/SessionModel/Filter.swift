/// A filter over sessions, the language of `/`, `--filter` and `?q=`.
public struct Filter: Sendable, Hashable {
  /// The text it was read from.
  public let text: String
  /// All must hold.
  public let terms: [Term]

  public struct Term: Sendable, Hashable {
    public var negated: Bool
    public var test: Test
    public init(negated: Bool = false, test: Test) {
      self.negated = negated
      self.test = test
    }
  }

  /// What one term asks.
  public indirect enum Test: Sendable, Hashable {
    /// In the id, user, client, a key or a value, ignoring case.
    case word(String)
    /// `path=a|b`, `path~text`, `path>n`.
    case path(Path, Comparison, [String])
    case has(Path)
    case user([String])
    case idPrefix(String)
    case client([String])
    /// Bytes of the payload.
    case size(Comparison, Int)
    case keys(Comparison, Int)
    case idle(Comparison, Duration)
    case age(Comparison, Duration)
    case ttl(Comparison, Duration)
    case changed(Comparison, Duration)
    case expired
    case active
    case pending
  }

  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "=", notEqual = "!=", contains = "~", greater = ">", atLeast = ">=", less = "<", atMost = "<="
  }

  public init(text: String, terms: [Term]) {
    self.text = text
    self.terms = terms
  }

  /// True when a term asks about expiry, so that expired sessions must be looked at too.
  public var speaksOfExpiry: Bool {
    terms.contains {
      switch $0.test {
      case .expired, .active, .ttl: true
      default: false
      }
    }
  }
}
