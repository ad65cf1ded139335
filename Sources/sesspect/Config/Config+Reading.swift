import SessionModel
import TOMLKit

extension Config {
  /// Reads the configuration of this user; an absent file is an empty one.
  static func load(_ directories: Directories) throws -> Config {
    guard let path = directories.configFile else { return Config() }
    guard let text = try TextFile.text(path) else { return Config() }
    return try Config(parsing: text, file: path, directories: directories)
  }

  /// Reads a configuration. Throws `ConfigProblem`.
  init(parsing text: String, file: String, directories: Directories) throws {
    let source = TOMLSource(text: text, file: file)
    let root = try source.table()
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) }
    try source.check(root, path: [], known: ["theme", "keys", "masks", "targets"])

    if let theme = root["theme"] {
      if let name = theme.string {
        self.theme = .one(name)
      } else if let pair = theme.table {
        try source.check(pair, path: ["theme"], known: ["dark", "light"])
        guard let dark = try source.string(pair, "dark", in: ["theme"]) else {
          throw source.missing("dark", in: ["theme"])
        }
        guard let light = try source.string(pair, "light", in: ["theme"]) else {
          throw source.missing("light", in: ["theme"])
        }
        self.theme = .pair(dark: dark, light: light)
      } else {
        throw source.wrongType("theme", in: [], expected: "a name, or { dark = \"…\", light = \"…\" }")
      }
    }
    keys = try source.string(root, "keys", in: []).map { directories.expand($0, relativeTo: folder) }
    if let masks = root["masks"] {
      let names = masks.array.map { array in array.map { $0.string } }
      guard let names, !names.contains(nil) else {
        throw source.wrongType("masks", in: [], expected: "a list of key names")
      }
      self.masks = names.compactMap { $0 }
    }
    guard let targets = root["targets"] else { return }
    guard let table = targets.table else {
      throw source.wrongType("targets", in: [], expected: "a table: [targets.NAME]")
    }
    self.targets = try table.keys.map { name in
      guard let target = table[name]?.table else {
        throw source.wrongType(name, in: ["targets"], expected: "a table: [targets.\(name)]")
      }
      return try Target(target, name: name, source: source, folder: folder, directories: directories)
    }
  }
}

extension Config.Target {
  fileprivate init(
    _ table: TOMLTable, name: String, source: TOMLSource, folder: String?, directories: Directories
  ) throws {
    let path = ["targets", name]
    try source.check(
      table, path: path,
      known: ["address", "read_only", "production", "dialect", "table", "lifetime", "secret_file", "secret_env"])
    guard let address = try source.string(table, "address", in: path) else { throw source.missing("address", in: path) }
    self.name = name
    self.address =
      TargetAddress.hasScheme(address) ? address : directories.expand(address, relativeTo: folder)
    readOnly = try source.bool(table, "read_only", in: path) ?? false
    isProduction = try source.bool(table, "production", in: path) ?? false
    dialect = try source.string(table, "dialect", in: path)
    self.table = try source.string(table, "table", in: path)
    lifetime = try source.string(table, "lifetime", in: path)
    secretFile = try source.string(table, "secret_file", in: path).map { directories.expand($0, relativeTo: folder) }
    secretVariable = try source.string(table, "secret_env", in: path)
    if secretFile != nil, secretVariable != nil {
      throw source.problem(.twice("secret_file", "secret_env"), at: "secret_env", in: path)
    }
  }
}
