extension Filter: CustomStringConvertible {
  /// The filter in its canonical spelling; parsing it gives the same terms.
  public var description: String { terms.map(\.description).joined(separator: " ") }
}

extension Filter.Term: CustomStringConvertible {
  /// The term as it is typed: `!role=admin|staff`.
  public var description: String { (negated ? "!" : "") + test.description }
}

extension Filter.Test: CustomStringConvertible {
  public var description: String {
    switch self {
    case .word(let word): FilterSpelling.word(word)
    case .path(let path, let comparison, let values):
      FilterSpelling.path(path) + comparison.rawValue + FilterSpelling.values(values)
    case .has(let path): "has:" + FilterSpelling.path(path)
    case .user(let users): "@user=" + FilterSpelling.values(users)
    case .idPrefix(let prefix): "@id=" + FilterSpelling.value(prefix)
    case .client(let clients): "@client=" + FilterSpelling.values(clients)
    case .size(let comparison, let bytes): "@size\(comparison.rawValue)\(ByteSize(bytes).exactText)"
    case .keys(let comparison, let count): "@keys\(comparison.rawValue)\(count)"
    case .idle(let comparison, let duration): "@idle\(comparison.rawValue)\(duration.exactText)"
    case .age(let comparison, let duration): "@age\(comparison.rawValue)\(duration.exactText)"
    case .ttl(let comparison, let duration): "@ttl\(comparison.rawValue)\(duration.exactText)"
    case .changed(let comparison, let duration): "@changed\(comparison.rawValue)\(duration.exactText)"
    case .expired: "@expired"
    case .active: "@active"
    case .pending: "@pending"
    }
  }
}

/// Puts quotes where the filter language needs them, and only there.
private enum FilterSpelling {
  static func word(_ word: String) -> String {
    let scalars = word.unicodeScalars
    let needsQuotes =
      scalars.isEmpty || scalars.first == "!" || scalars.first == "@" || scalars.starts(with: "has:".unicodeScalars)
      || scalars.contains { FilterParser.isSpace($0) || "\"=~<>".unicodeScalars.contains($0) }
    return needsQuotes ? quoted(word) : word
  }

  static func values(_ values: [String]) -> String { values.map(value).joined(separator: "|") }

  static func value(_ value: String) -> String {
    let scalars = value.unicodeScalars
    let needsQuotes =
      scalars.isEmpty || scalars.contains { FilterParser.isSpace($0) || $0 == "\"" || $0 == "|" }
    return needsQuotes ? quoted(value) : value
  }

  private static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { output.unicodeScalars.append("\\") }
      output.unicodeScalars.append(scalar)
    }
    output.unicodeScalars.append("\"")
    return output
  }

  /// As `Path.description`, with brackets also around what would be read as an operator.
  static func path(_ path: Path) -> String {
    var output = ""
    for step in path.steps {
      switch step {
      case .index(let index): output += "[\(index)]"
      case .key(let key) where isPlain(key, isFirst: output.isEmpty):
        if !output.isEmpty { output.unicodeScalars.append(".") }
        output.unicodeScalars.append(contentsOf: key.string.unicodeScalars)
      case .key(let key): output += "[" + JSONWriter.string(.string(key)) + "]"
      }
    }
    return output
  }

  private static func isPlain(_ key: Text, isFirst: Bool) -> Bool {
    let scalars = key.string.unicodeScalars
    if key.isLossy || scalars.isEmpty { return false }
    if isFirst, scalars.first == "@" || scalars.starts(with: "has:".unicodeScalars) { return false }
    return scalars.allSatisfy { !FilterParser.isSpace($0) && !".[]\"\\!=~<>".unicodeScalars.contains($0) }
  }
}
