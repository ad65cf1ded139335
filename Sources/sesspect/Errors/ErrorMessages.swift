import SessionModel
import TerminalUI

/// Every error's sentence: what failed, on what, and what to try. The only place where errors become words.
///
/// Data in a sentence is quoted, kept to one line and sanitised, for it may come from a session.
enum ErrorMessages {
  /// What to say of any error that a command throws; nil for those of the argument parser, which has its own words.
  static func complaint(for error: any Error) -> Complaint? {
    switch error {
    case let failure as CommandFailure: describe(failure)
    case let error as StoreError: describe(error)
    case let problem as ConfigProblem: config(problem)
    case let error as ThemeSyntaxError: theme(error)
    case let failure as FilterFailure: filter(failure, text: nil)
    case let failure as Path.Failure: path(failure, text: nil)
    case let failure as JSONReader.Failure: Complaint(.usage, "bad_json", "This is not JSON: \(reason(failure)).")
    case let obstacle as EditObstacle: describe(obstacle, of: "The session")
    case let failure as ChangeFailure: describe(failure, of: "the session")
    case let conflict as Conflict: describe(.conflict(conflict))
    case is CancellationError: describe(.cancelled)
    default: nil
    }
  }

  /// Data in a sentence: quoted, on one line, not endless.
  static func quoted(_ data: String) -> String { "‘" + SafeText(untrusted: data, limit: 160).plain + "’" }

  /// A name out of a file or a table, without quotes.
  static func plain(_ data: String) -> String { SafeText(untrusted: data, limit: 400).plain }

  static func list(_ items: [String]) -> String { items.map(plain).joined(separator: ", ") }

  /// `1 session`, `1,204 sessions`.
  static func sessions(_ count: Int) -> String { grouped(count) + (count == 1 ? " session" : " sessions") }

  /// `1,204`.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = String(digits.dropLast(3))
    }
    groups.insert(digits[...], at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A text with a mark under some of its characters:
  ///
  ///     cart.total>lots
  ///                ^~~~
  static func marked(_ text: String, column: Int, length: Int) -> String {
    let shown = SafeText(untrusted: text)
    let before = SafeText(untrusted: String(text.prefix(column)))
    let marked = SafeText(untrusted: String(text.dropFirst(column).prefix(length)))
    let tail = String(repeating: "~", count: max(0, marked.columns - 1))
    return "  " + shown.plain + "\n  " + String(repeating: " ", count: before.columns) + "^" + tail
  }
}
