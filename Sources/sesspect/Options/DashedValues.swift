import DebugProtocol
import SessionModel

/// Values that begin with a dash and are no options: session IDs (Flask-Session's and others' are URL-safe Base64, so one
/// in 64 begins with `-`) and negative numbers. Whoever pastes one cannot know that `--` belongs before it.
///
/// ```
/// show app.db -IJ2lEHT --json      →  show --json -- app.db -IJ2lEHT
/// ```
enum DashedValues {
  /// The arguments with such values behind `--`, where the parser takes them for what they are; as they were without one.
  static func guarded(_ arguments: [String]) -> [String] {
    guard arguments.prefix(while: { $0 != "--" }).contains(where: { isCandidate($0) }),
      let (path, options) = command(of: arguments), !path.isEmpty
    else { return arguments }
    var known: [String] = []
    var operands: [String] = []
    var hasAny = false
    var rest = arguments.dropFirst(path.count)
    while let argument = rest.popFirst() {
      if argument == "--" {
        operands += rest
        break
      }
      if options[argument] == true, let value = rest.popFirst() {
        known += [argument, value]
      } else if argument.hasPrefix("-"), argument != "-", !isValue(argument, options) {
        known.append(argument)
      } else {
        hasAny = hasAny || isValue(argument, options)
        operands.append(argument)
      }
    }
    return hasAny ? path + known + ["--"] + operands : arguments
  }

  /// A number, or a dash with more than a letter after it, or longer than any option is.
  private static func isCandidate(_ argument: String) -> Bool {
    guard argument.hasPrefix("-"), let first = argument.dropFirst().first else { return false }
    return first == "-" ? argument.utf8.count >= 24 : argument.utf8.count > 2 || first.isNumber
  }

  /// Whether an argument with a dash is a value: no option of the command, no flags in one word, nothing with a `=`.
  private static func isValue(_ argument: String, _ options: [String: Bool]) -> Bool {
    guard isCandidate(argument), options[argument] == nil, options["-" + argument] == nil, !argument.contains("=")
    else {
      return false
    }
    if argument.hasPrefix("--") { return true }
    return argument.dropFirst().contains { options["-\($0)"] == nil }
  }

  /// The names of the command that the arguments begin with, and its options, each with whether a value follows.
  private static func command(of arguments: [String]) -> (path: [String], options: [String: Bool])? {
    guard var command = HelpDump.root else { return nil }
    var path: [String] = []
    for argument in arguments {
      guard let next = command.list("subcommands").first(where: { $0.text("commandName") == argument }) else {
        break
      }
      path.append(argument)
      command = next
    }
    var options: [String: Bool] = [:]
    for argument in command.list("arguments") {
      for name in argument.list("names") { options[HelpDump.spelled(name)] = argument.text("kind") == "option" }
    }
    return (path, options)
  }
}
