/// What a TARGET is, told by its spelling alone.
enum TargetAddress: Hashable, Sendable {
  /// A SQLite file.
  case file(String)
  /// `unix:PATH`, a debug endpoint's socket.
  case socket(String)
  /// `pid:N`, a process with a debug endpoint.
  case process(Int32)
  /// `app:NAME`, a running app by its name: the same after a restart, and all of its workers together.
  case app(String)
  /// `http://127.0.0.1:PORT`, `ssh://…`, `redis://…`, `postgres://…`
  case url(scheme: String, String)

  private static let schemes = ["http", "https", "ssh", "redis", "rediss", "postgres", "postgresql"]

  init(_ text: String) {
    if text.hasPrefix("unix:") {
      self = .socket(String(text.dropFirst(5)))
    } else if text.hasPrefix("pid:"), let process = Int32(text.dropFirst(4)), process > 0 {
      self = .process(process)
    } else if text.hasPrefix("app:"), text.count > 4 {
      self = .app(String(text.dropFirst(4)))
    } else if let scheme = Self.schemes.first(where: { text.hasPrefix($0 + "://") }) {
      self = .url(scheme: scheme, text)
    } else if text.hasPrefix("file://") {
      self = .file(String(text.dropFirst(7)))
    } else {
      self = .file(text)
    }
  }

  var isApp: Bool { if case .app = self { true } else { false } }

  static func hasScheme(_ text: String) -> Bool {
    if case .file(let path) = TargetAddress(text) { return path != text }
    return true
  }
}
