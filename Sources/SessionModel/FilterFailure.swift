/// Why a text is not a filter, and the part of it to point at.
public struct FilterFailure: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// A `!` with nothing behind it, or `""`.
    case emptyTerm
    /// `@` and a name that is none; the known name closest to it, where one is close.
    case unknownAttribute(String, suggestion: String?)
    /// Nothing stands where a value is expected: `role=`, `@user`, `has:`.
    case missingValue
    /// `>` and its like need a number or a date, `@keys` a number.
    case badNumber(String)
    case badDuration(String)
    case badSize(String)
    case badPath(Path.Failure.Reason)
    /// A `"` that is never closed; the length reaches to the end of the text.
    case unclosedQuote
    /// The attribute cannot be compared like this: `@user>4`, `@expired=1`, `has:a=1`.
    case comparisonNotPossible(attribute: String, Filter.Comparison)
  }

  public var reason: Reason
  /// Characters from the start, from 0.
  public var column: Int
  /// How many characters are wrong, at least 1 (also where the text ends too early).
  public var length: Int

  public init(reason: Reason, column: Int, length: Int) {
    self.reason = reason
    self.column = column
    self.length = length
  }
}
