import SessionModel
import SessionStores

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a command takes from the process around it, gathered in one place.
struct Environment: Sendable {
  var variables: [String: String]

  /// The process's own.
  static let current = Environment(variables: readVariables())

  subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The wall clock.
  static var now: Timestamp { SystemClock.now }

  private static func readVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var pointer = environ
    while let entry = pointer.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      pointer += 1
    }
    return variables
  }
}
