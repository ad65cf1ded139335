import InspectorCore
import SessionModel
import TOMLKit

/// The keys file: tables named as the inspector's contexts, in them a key and the command it runs.
enum KeysFile {
  /// Where it is: as the configuration says, else `keys.toml` beside it.
  static func path(_ config: Config, _ directories: Directories) -> String? { config.keys ?? directories.keysFile }

  /// The keys in effect, and what was wrong in the file; no file is no change.
  static func keymap(_ config: Config, _ directories: Directories) throws -> (Keymap, [Keymap.Problem]) {
    guard let path = path(config, directories) else { return (.default, []) }
    guard let text = try TextFile.text(path) else {
      if config.keys != nil { throw StoreError.noSuchFile(path) }
      return (.default, [])
    }
    return Keymap.default.merging(try overrides(text, file: path))
  }

  /// Reads the file's lines. Throws `ConfigProblem`.
  static func overrides(_ text: String, file: String) throws -> [Keymap.Override] {
    let source = TOMLSource(text: text, file: file)
    var overrides: [Keymap.Override] = []
    let root = try source.table()
    for context in root.keys {
      guard let table = root[context]?.table else {
        throw source.wrongType(context, in: [], expected: "a table of keys, such as [list]")
      }
      for key in table.keys {
        guard let command = table[key]?.string else {
          throw source.wrongType(key, in: [context], expected: "the name of a command in quotes, or \"\"")
        }
        let line = source.position(of: key, in: [context])?.line ?? 0
        overrides.append(.init(context: context, key: key, command: command.isEmpty ? nil : command, line: line))
      }
    }
    return overrides.sorted { $0.line < $1.line }
  }
}
