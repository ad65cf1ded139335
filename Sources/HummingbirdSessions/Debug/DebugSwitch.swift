#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Whether this process may be debugged.
enum DebugSwitch {
  /// Variables that name the surroundings; where one begins with `prod` nothing is offered.
  static let surroundings = ["APP_ENV", "ENV", "FASTAPI_ENV", "HB_ENV"]

  static func isOn(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
    environment["SESSPECT_DEBUG"] == "1"
  }

  /// The variable that says this is production, with its value.
  static func production(_ environment: [String: String]) -> (name: String, value: String)? {
    for name in surroundings {
      if let value = environment[name], value.lowercased().hasPrefix("prod") { return (name, value) }
    }
    return nil
  }
}
