import SessionModel

/// What differs between two values, place by place.
public enum ValueDiff {
  /// One place that differs; nil where one side has nothing.
  public struct Leaf: Sendable, Hashable {
    public var path: Path
    public var old: Value?
    public var new: Value?
  }

  /// The deepest places that differ, a key that only moved left out.
  public static func leaves(from old: Value, to new: Value) -> [Leaf] {
    var leaves: [Leaf] = []
    var removed: [Path: Int] = [:]
    for change in Diff.changes(from: old, to: new) {
      switch change.operation {
      case .replace(let old, let new): leaves.append(Leaf(path: change.path, old: old, new: new))
      case .remove(let old, _):
        removed[change.path] = leaves.count
        leaves.append(Leaf(path: change.path, old: old, new: nil))
      case .add(let new, _):
        if let index = removed[change.path] {
          leaves[index].new = new
        } else {
          leaves.append(Leaf(path: change.path, old: nil, new: new))
        }
      case .rename: break
      }
    }
    return leaves.filter { $0.old != $0.new }
  }
}
