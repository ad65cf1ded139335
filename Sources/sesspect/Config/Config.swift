/// What the operator set in `config.toml`.
///
/// ```toml
/// theme = "harbour"                  # or { dark = "harbour", light = "paper" }
/// keys  = "keys.toml"
/// masks = ["pin", "*_code"]          # more keys whose values are masked
///
/// [targets.shop]
/// address = "/srv/shop/db.sqlite3"   # anything that can be a TARGET; paths from this file's folder
/// production  = true                 # opened read-only is asked for separately: read_only
/// read_only   = false
/// dialect     = "django"
/// table       = "django_session"
/// lifetime    = "2h"                 # how long a session may be idle, where only the app knows
/// secret_file = "~/.secrets/shop"
/// secret_env  = "SHOP_SECRET"
/// ```
struct Config: Sendable, Hashable {
  var theme: ThemeChoice?
  /// The file with the keys, a whole path.
  var keys: String?
  var masks: [String] = []
  var targets: [Target] = []

  enum ThemeChoice: Sendable, Hashable {
    case one(String)
    case pair(dark: String, light: String)
  }

  /// A target with a name.
  struct Target: Sendable, Hashable {
    var name: String
    var address: String
    var readOnly = false
    /// Everything destructive is confirmed by typing a count.
    var isProduction = false
    var dialect: String?
    var table: String?
    /// How long a session may be idle, where only the app knows: `2h`.
    var lifetime: String?
    var secretFile: String?
    var secretVariable: String?
  }

  /// The target with this address, however it is spelled: what the file says of it holds when it is named by its path.
  func target(at address: String) -> Target? {
    let name = StoreOpener.canonicalName(TargetAddress(address))
    return targets.first { StoreOpener.canonicalName(TargetAddress($0.address)) == name }
  }

  func target(named name: String) -> Target? { targets.first { $0.name.utf8.elementsEqual(name.utf8) } }
}

/// Something wrong in a configuration file, and where.
struct ConfigProblem: Error, Hashable {
  enum Reason: Hashable {
    case unreadable(String)
    case syntax(String)
    case unknownKey(String, suggestion: String?, known: [String])
    case wrongType(String, expected: String)
    case missing(String, table: String)
    case twice(String, String)
  }

  var file: String
  /// From 1.
  var line: Int?
  var column: Int?
  var reason: Reason
}
