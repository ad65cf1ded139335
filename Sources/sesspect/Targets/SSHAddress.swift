import DebugProtocol

/// `ssh://[user@]host[:port][/pid:N | /app:NAME | /path/to/socket]`
struct SSHAddress: Hashable, Sendable {
  /// Which of the endpoints over there.
  enum Place: Hashable, Sendable {
    case any
    case process(Int)
    case app(String)
    case socket(String)
  }
  /// `user@host`, as ssh takes it.
  var destination: String
  var port: Int?
  var place: Place

  init?(_ url: String) {
    guard url.hasPrefix("ssh://") else { return nil }
    let rest = url.dropFirst(6)
    var authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
      guard let port = Int(authority[authority.index(after: colon)...]), (1...65535).contains(port) else { return nil }
      self.port = port
      authority = authority[..<colon]
    }
    // A name that looks like an option could make ssh run a program.
    guard !authority.isEmpty, !authority.hasPrefix("-"), !authority.hasPrefix("@"), !authority.hasSuffix("@"),
      authority.allSatisfy({ !$0.isWhitespace })
    else { return nil }
    destination = String(authority)
    switch path {
    case "", "/": place = .any
    case let path where path.hasPrefix("/pid:"):
      guard let pid = Int(path.dropFirst(5)), pid > 0 else { return nil }
      place = .process(pid)
    case let path where path.hasPrefix("/app:") && path.count > 5: place = .app(String(path.dropFirst(5)))
    case let path: place = .socket(String(path))
    }
  }

  /// The program and what every call of it has in common; the destination comes last, where no option can hide in it.
  func command(_ options: [String], running program: [String] = []) -> [String] {
    ["ssh"] + (port.map { ["-p", "\($0)"] } ?? []) + options + ["--", destination] + program
  }

  func isMeant(_ discovery: Discovery) -> Bool {
    switch place {
    case .any: true
    case .process(let pid): discovery.pid == pid
    case .app(let name): discovery.app == name
    case .socket(let path): discovery.address == .socket(path)
    }
  }
}
