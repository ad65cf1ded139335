import TOMLKit

/// A TOML file being read: takes values out of it and says where a wrong one stands.
struct TOMLSource {
  let text: String
  let file: String

  /// The file's top table. Throws `ConfigProblem` with the parser's line and column.
  func table() throws -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw ConfigProblem(
        file: file, line: error.source.begin.line, column: error.source.begin.column, reason: .syntax(error.description)
      )
    }
  }

  /// Throws for the first key that is none of `known`.
  func check(_ table: TOMLTable, path: [String], known: [String]) throws {
    let unknown = table.keys.filter { !known.contains($0) }.map { ($0, position(of: $0, in: path)) }
    guard let (key, _) = unknown.min(by: { ($0.1?.line ?? .max) < ($1.1?.line ?? .max) }) else { return }
    throw problem(.unknownKey(key, suggestion: Nearest.name(to: key, among: known), known: known), at: key, in: path)
  }

  func string(_ table: TOMLTable, _ key: String, in path: [String]) throws -> String? {
    guard let value = table[key] else { return nil }
    guard let string = value.string, !string.isEmpty else {
      throw wrongType(key, in: path, expected: "a text in quotes")
    }
    return string
  }

  func bool(_ table: TOMLTable, _ key: String, in path: [String]) throws -> Bool? {
    guard let value = table[key] else { return nil }
    guard let bool = value.bool else { throw wrongType(key, in: path, expected: "true or false") }
    return bool
  }

  func wrongType(_ key: String, in path: [String], expected: String) -> ConfigProblem {
    problem(.wrongType(key, expected: expected), at: key, in: path)
  }

  func missing(_ key: String, in path: [String]) -> ConfigProblem {
    let table = path.joined(separator: ".")
    let position = path.last.flatMap { self.position(of: $0, in: Array(path.dropLast())) }
    return ConfigProblem(
      file: file, line: position?.line, column: position?.column, reason: .missing(key, table: table))
  }

  func problem(_ reason: ConfigProblem.Reason, at key: String, in path: [String]) -> ConfigProblem {
    let position = position(of: key, in: path)
    return ConfigProblem(file: file, line: position?.line, column: position?.column, reason: reason)
  }

  /// Where a key of the table `path` stands. The parser keeps no places for values, so the text is searched: a line
  /// `key = …` below the header `[path]`, or a header that names the key.
  func position(of key: String, in path: [String]) -> (line: Int, column: Int)? {
    var current: [String] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.drop { $0 == " " || $0 == "\t" }
      let indent = line.count - content.count
      if content.hasPrefix("[") {
        let inner = content.drop { $0 == "[" }
        current = Self.names(inner.prefix { $0 != "]" })
        if current.starts(with: path + [key]) { return (number + 1, indent + (content.count - inner.count) + 1) }
      } else if let equals = content.firstIndex(of: "=") {
        let names = current + Self.names(content[..<equals])
        if names.starts(with: path + [key]) { return (number + 1, indent + 1) }
        // An inline table: theme = { dark = 1 }
        if names == path, let range = content[equals...].firstRange(of: key) {
          return (number + 1, line.distance(from: line.startIndex, to: range.lowerBound) + 1)
        }
      }
    }
    return nil
  }

  /// `a."b.c"` → `a`, `b.c`
  private static func names(_ text: Substring) -> [String] {
    var names = [""]
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { names[names.count - 1].append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "." {
        names.append("")
      } else if character != " " && character != "\t" {
        names[names.count - 1].append(character)
      }
    }
    return names
  }
}
