/// Where files are kept, by the XDG Base Directory Specification 0.8: a relative or empty variable counts as not set.
struct Directories: Sendable, Hashable {
  /// `$XDG_CONFIG_HOME/sesspect`; nil without a home directory.
  var config: String?
  /// `$XDG_STATE_HOME/sesspect`
  var state: String?
  /// Where themes are looked for before the built-in ones, the first found wins.
  var themes: [String]
  var home: String?

  init(_ environment: Environment) {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let home = absolute("HOME")
    func base(_ variable: String, _ fallback: String) -> String? {
      (absolute(variable) ?? home.map { $0 + fallback }).map { $0 + "/sesspect" }
    }
    let config = base("XDG_CONFIG_HOME", "/.config")
    let shared = (environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share").split(separator: ":").map(String.init)
    let own = [config, base("XDG_DATA_HOME", "/.local/share")].compactMap { $0 }
    self.home = home
    self.config = config
    state = base("XDG_STATE_HOME", "/.local/state")
    themes = (own + shared.filter { $0.hasPrefix("/") }.map { $0 + "/sesspect" }).map { $0 + "/themes" }
  }

  var configFile: String? { config.map { $0 + "/config.toml" } }
  var keysFile: String? { config.map { $0 + "/keys.toml" } }
  var undo: String? { state.map { $0 + "/undo" } }

  /// `~/x` becomes a path in the home directory, a relative path one in `base`.
  func expand(_ path: String, relativeTo base: String?) -> String {
    if path == "~" || path.hasPrefix("~/"), let home { return home + path.dropFirst() }
    if path.hasPrefix("/") { return path }
    return base.map { $0 + "/" + path } ?? path
  }
}
