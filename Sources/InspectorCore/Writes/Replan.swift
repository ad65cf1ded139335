import SessionModel

/// Carries changes made on one state of a session over to another.
public enum Replan {
  /// Which side wins where both changed the same place.
  public enum Preference: Sendable, Hashable { case mine, theirs }

  /// What the changes become on `theirs`; those that have nothing left to do, or no place any more, are left out.
  public static func changes(
    _ mine: [Change], base: Value, theirs: Value, preferring preference: Preference
  ) -> [Change] {
    let touched = ValueDiff.leaves(from: base, to: theirs).map(\.path)
    var value = theirs
    var changes: [Change] = []
    for change in mine {
      let collides = touched.contains { $0.contains(change.path) || change.path.contains($0) }
      if collides, preference == .theirs { continue }
      guard let carried = carry(change, to: value), let next = try? value.applying(carried) else { continue }
      value = next
      changes.append(carried)
    }
    return changes
  }

  /// Places that both sides changed.
  public static func collisions(_ mine: [Change], base: Value, theirs: Value) -> [Path] {
    let touched = ValueDiff.leaves(from: base, to: theirs).map(\.path)
    return mine.map(\.path).filter { path in touched.contains { $0.contains(path) || path.contains($0) } }
  }

  private static func carry(_ change: Change, to value: Value) -> Change? {
    let current = value[change.path]
    switch change.operation {
    case .replace(_, let new), .add(let new, _):
      if let current { return current == new ? nil : Change(change.path, .replace(old: current, new: new)) }
      var position: Int?
      if case .add(_, let wanted) = change.operation { position = wanted }
      return Change(change.path, .add(new, position: position))
    case .remove(_, let position):
      return current.map { Change(change.path, .remove(old: $0, position: position)) }
    case .rename: return current == nil ? nil : change
    }
  }
}
