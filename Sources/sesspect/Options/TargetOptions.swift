import ArgumentParser

/// How a target is opened; the same options for every command that takes one.
struct TargetOptions: ParsableArguments, Sendable {
  @Option(help: ArgumentHelp("The framework that made the table, where it is not recognised.", valueName: "name"))
  var dialect: String?

  @Option(help: ArgumentHelp("The table that holds the sessions.", valueName: "name"))
  var table: String?

  @Flag(name: .customLong("read-only"), help: "Open it so that nothing can be written.")
  var readOnly = false

  @Option(
    name: .customLong("secret-file"),
    help: ArgumentHelp("File with the app's secret key, for signed or encrypted sessions.", valueName: "file"),
    completion: .file())
  var secretFile: String?

  @Option(
    name: .customLong("secret-env"),
    help: ArgumentHelp("Environment variable with the app's secret key.", valueName: "name"))
  var secretEnv: String?

  @Option(
    name: .customLong("token-file"),
    help: ArgumentHelp(
      "File with a debug endpoint's token, where it is not found by itself; or SESSPECT_TOKEN.", valueName: "file"),
    completion: .file())
  var tokenFile: String?

  @Option(
    help: ArgumentHelp("How long a session may be idle, where only the app knows, such as 2h.", valueName: "time"))
  var lifetime: String?

  @Option(help: ArgumentHelp("How long to wait for another process's lock, such as 500ms or 30s.", valueName: "time"))
  var timeout: String?

  func validate() throws {
    if secretFile != nil, secretEnv != nil {
      throw ValidationError("'--secret-file' and '--secret-env' exclude each other.")
    }
  }

  /// The target of this name with these options and what the configuration says of it.
  func request(_ name: String) throws -> TargetRequest {
    let environment = Environment.current
    let directories = Directories(environment)
    return try TargetRequest(
      name: name, options: self, config: try Config.load(directories), directories: directories,
      environment: environment)
  }
}

extension ArgumentHelp {
  /// The help of the TARGET argument, everywhere.
  static let target = ArgumentHelp(
    "A SQLite file, a running app (pid:N, app:NAME, unix:PATH, http://127.0.0.1:PORT, ssh://HOST), or a name from the config file.",
    valueName: "target")
  static let sessionID = ArgumentHelp(
    "The session's ID, or the beginning of it.", valueName: "id")
  static let filter = ArgumentHelp("Only sessions that match, as in 'role=admin @idle>30m'.", valueName: "filter")
}
