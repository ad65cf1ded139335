import TOMLKit

/// A theme file as it was read: values and where they are, nothing judged yet.
struct ThemeDocument {
  /// The TOML values a theme can make use of.
  enum Node {
    case string(String)
    case integer(Int)
    case array([Node])
    case table([(key: String, value: Node)])
    case other
  }

  let file: String
  let root: [(key: String, value: Node)]
  private let lines: [String: (line: Int, column: Int)]

  init(toml text: String, file: String) throws(ThemeSyntaxError) {
    self.file = file
    do {
      root = Self.entries(try TOMLTable(string: text), depth: 0)
    } catch let error as TOMLParseError {
      throw ThemeSyntaxError(
        file: file, line: error.source.begin.line, column: error.source.begin.column,
        message: error.description)
    } catch {
      throw ThemeSyntaxError(file: file, line: 1, column: 1, message: String(describing: error))
    }
    lines = Self.keyPositions(in: text)
  }

  subscript(key: String) -> Node? {
    root.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// A warning at the line that sets a key of a table; the root table is "".
  func warning(_ kind: ThemeWarning.Kind, table: String = "", key: String) -> ThemeWarning {
    let position = lines[table + "\n" + key]
    let fallback = lines["\n" + (table.isEmpty ? "name" : "inherits")]
    return ThemeWarning(
      file: file, line: position?.line ?? fallback?.line ?? 1, column: position?.column, kind: kind)
  }

  private static let depthLimit = 16

  private static func entries(_ table: TOMLTable, depth: Int) -> [(key: String, value: Node)] {
    table.map { (key: $0.0, value: node($0.1, depth: depth + 1)) }
  }

  private static func node(_ value: any TOMLValueConvertible, depth: Int) -> Node {
    guard depth < depthLimit else { return .other }
    if let string = value.string { return .string(string) }
    if let integer = value.int { return .integer(integer) }
    if let array = value.array { return .array(array.map { node($0, depth: depth + 1) }) }
    if let table = value.table { return .table(entries(table, depth: depth)) }
    return .other
  }

  /// Where each `key =` of each `[table]` is. TOMLKit keeps positions of errors only; keys that
  /// stand inside an inline table are looked up by the key of that table.
  private static func keyPositions(in text: String) -> [String: (line: Int, column: Int)] {
    var positions: [String: (line: Int, column: Int)] = [:]
    var table = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.drop { $0 == " " || $0 == "\t" }
      let column = line.count - content.count + 1
      if content.first == "[" {
        table = content.dropFirst().prefix { $0 != "]" }.filter { $0 != " " && $0 != "\"" }
      } else if let key = key(of: content), positions[table + "\n" + key] == nil {
        positions[table + "\n" + key] = (index + 1, column)
      }
    }
    return positions
  }

  private static func key(of line: Substring) -> String? {
    guard let first = line.first, first != "#" else { return nil }
    if first == "\"" || first == "'" {
      let rest = line.dropFirst()
      guard let end = rest.firstIndex(of: first) else { return nil }
      return String(rest[..<end])
    }
    guard let equals = line.firstIndex(of: "=") else { return nil }
    return line[..<equals].filter { $0 != " " && $0 != "\t" && $0 != "\"" }
  }
}
