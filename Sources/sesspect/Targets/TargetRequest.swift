import SessionCodecs
import SessionModel

/// A target as the operator asked for it, with what the configuration adds.
struct TargetRequest: Sendable {
  /// As it was typed: a path, a URL, a configured name.
  var name: String
  var address: TargetAddress
  var dialect: String?
  var table: String?
  var isReadOnly = false
  /// Every destructive act is confirmed by typing a count.
  var isProduction = false
  /// The app's secret key, and where it came from is not kept.
  var secret: [UInt8]?
  /// The token of a debug endpoint, where its discovery file is not to be used.
  var token: String?
  /// How long to wait for another process's lock.
  var timeout: Duration?
  /// How long a session may be idle, where only the app's configuration says.
  var lifetime: Duration?
  /// Keys masked besides those that look like secrets.
  var masks: [String] = []
}

extension TargetRequest {
  /// Looks `name` up in the configuration, else takes it as an address. What the command line says wins.
  init(name: String, options: TargetOptions, config: Config, directories: Directories, environment: Environment) throws
  {
    let configured = config.target(named: name) ?? config.target(at: name)
    self.name = name
    address = TargetAddress(configured?.address ?? name)
    dialect = options.dialect ?? configured?.dialect
    table = options.table ?? configured?.table
    isReadOnly = options.readOnly || configured?.readOnly ?? false
    isProduction = configured?.isProduction ?? false
    masks = config.masks
    token =
      try options.tokenFile.map { String(decoding: try SecretFile.bytes($0), as: UTF8.self) }
      ?? environment["SESSPECT_TOKEN"]
    timeout = try options.timeout.map(Self.duration)
    lifetime = try (options.lifetime ?? configured?.lifetime).map(Self.duration)
    if options.secretFile != nil || options.secretEnv != nil {
      secret = try Self.secret(file: options.secretFile, variable: options.secretEnv, environment)
    } else {
      secret = try Self.secret(file: configured?.secretFile, variable: configured?.secretVariable, environment)
    }
    if configured == nil, case .file(let path) = address, !FileCheck.exists(path), !path.contains("/"),
      !path.contains(".")
    {
      throw CommandFailure.target(.notFound(name, configured: config.targets.map(\.name)))
    }
  }

  private static func duration(_ text: String) throws -> Duration {
    guard let duration = Duration(parsing: text) else { throw CommandFailure.badDuration(text) }
    return duration
  }

  private static func secret(file: String?, variable: String?, _ environment: Environment) throws -> [UInt8]? {
    if let file { return try SecretFile.bytes(file) }
    guard let variable else { return nil }
    guard let value = environment[variable] else { throw CommandFailure.target(.noSuchVariable(variable)) }
    return Array(value.utf8)
  }
}
