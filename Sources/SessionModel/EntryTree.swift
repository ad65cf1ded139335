/// One line of a session's data shown as a tree.
public struct EntryRow: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    /// A key or element and its value.
    case value(Value)
    /// Stands for this many further children of `path` that are not shown.
    case more(hidden: Int)
  }

  /// Where the value is; of a `more` row the container's.
  public var path: Path
  /// 0 for a top-level key.
  public var depth: Int
  public var content: Content
  /// True for a container with something in it.
  public var isExpandable: Bool
  public var isExpanded: Bool

  public init(path: Path, depth: Int, content: Content, isExpandable: Bool = false, isExpanded: Bool = false) {
    self.path = path
    self.depth = depth
    self.content = content
    self.isExpandable = isExpandable
    self.isExpanded = isExpanded
  }

  /// The value, nil for a `more` row.
  public var value: Value? { if case .value(let value) = content { value } else { nil } }
  /// Its own key or index as text, empty for a `more` row. From a stranger, not safe to print as it is.
  public var keyText: String {
    guard value != nil else { return "" }
    switch path.last {
    case .key(let key)?: return key.isLossy ? key.spelling ?? key.string : key.string
    case .index(let index)?: return "\(index)"
    case nil: return ""
    }
  }
}

/// The lines of a value shown as a tree. Containers are closed unless told otherwise, and of a large one only the first
/// children are made into lines, so that a value of megabytes costs what is seen of it.
///
/// ```swift
/// EntryTree(expanded: [Path(key: "cart")]).rows(of: data)
/// ```
public struct EntryTree: Sendable, Hashable {
  /// Children shown of one container unless asked for more.
  public static let standardLimit = 1000

  /// The open containers.
  public var expanded: Set<Path>
  /// Children shown of one container.
  public var limit: Int
  /// Containers of which more, or less, is shown.
  public var limits: [Path: Int]

  public init(expanded: Set<Path> = [], limit: Int = EntryTree.standardLimit, limits: [Path: Int] = [:]) {
    self.expanded = expanded
    self.limit = limit
    self.limits = limits
  }

  /// The lines, top to bottom. A value that is no container is one line with the root's path.
  public func rows(of value: Value) -> [EntryRow] {
    var rows: [EntryRow] = []
    if value.childCount == nil {
      return [EntryRow(path: .root, depth: 0, content: .value(value))]
    }
    append(value, at: .root, depth: 0, &rows)
    return rows
  }

  /// Appends the children of a container; no deeper than `JSONReader.maximumDepth` levels, whatever was opened.
  private func append(_ container: Value, at path: Path, depth: Int, _ rows: inout [EntryRow]) {
    let count = container.childCount ?? 0
    let shown = min(count, max(0, limits[path] ?? limit))
    for position in 0..<shown {
      guard let (step, child) = container.child(at: position) else { break }
      let place = path.appending(step)
      let isExpandable = (child.childCount ?? 0) > 0 && depth < JSONReader.maximumDepth
      let isExpanded = isExpandable && expanded.contains(place)
      rows.append(
        EntryRow(
          path: place, depth: depth, content: .value(child), isExpandable: isExpandable, isExpanded: isExpanded))
      if isExpanded { append(child, at: place, depth: depth + 1, &rows) }
    }
    if count > shown {
      rows.append(EntryRow(path: path, depth: depth, content: .more(hidden: count - shown)))
    }
  }
}

extension Value {
  /// The child at a position of a container, and the step that leads to it.
  fileprivate func child(at position: Int) -> (Path.Step, Value)? {
    switch self {
    case .array(let elements): elements.indices.contains(position) ? (.index(position), elements[position]) : nil
    case .object(let members): Self.child(members, position)
    case .opaque(let opaque): Self.child(opaque.fields, position)
    default: nil
    }
  }

  private static func child(_ members: [Member], _ position: Int) -> (Path.Step, Value)? {
    members.indices.contains(position) ? (.key(members[position].key), members[position].value) : nil
  }
}
