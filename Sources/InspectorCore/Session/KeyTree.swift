import SessionModel

/// Turns a session's data into the lines of the keys pane.
enum KeyTree {
  /// Lines made at most; the pane says where a larger session is cut.
  static let limit = 10_000

  static func nodes(of data: Value, expanded: Set<Path>) -> [KeyNode] {
    var nodes: [KeyNode] = []
    append(data, at: .root, depth: 0, expanded: expanded, to: &nodes)
    return nodes
  }

  private static func append(
    _ value: Value, at path: Path, depth: Int, expanded: Set<Path>, to nodes: inout [KeyNode]
  ) {
    guard depth < JSONReader.maximumDepth else { return }
    func add(_ child: Value, _ step: Path.Step) {
      let childPath = path.appending(step)
      let isExpanded = expanded.contains(childPath)
      nodes.append(
        KeyNode(
          path: childPath, depth: depth, value: child, size: MaskedValue(child)?.bytes ?? child.size,
          isExpanded: isExpanded && MaskedValue(child) == nil))
      if isExpanded, MaskedValue(child) == nil {
        append(child, at: childPath, depth: depth + 1, expanded: expanded, to: &nodes)
      }
    }
    switch value {
    case .object(let members):
      for member in members {
        guard nodes.count < limit else { return }
        add(member.value, .key(member.key))
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        guard nodes.count < limit else { return }
        add(element, .index(index))
      }
    default: break
    }
  }
}
