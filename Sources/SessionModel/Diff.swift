/// The changes that make one value into another.
public enum Diff {
  /// Changes so that `from.applying(changes)` is exactly `to`, the order of keys included, and their inverses in
  /// reverse order lead back. Empty when the values are equal.
  ///
  /// Objects are compared key by key, arrays element by element after what they have in common at both ends. A key
  /// that moved is removed and added again. An object with duplicate keys is replaced whole.
  ///
  /// ```swift
  /// Diff.changes(from: ["a": 1, "b": 2], to: ["a": 1, "b": 3])  // replace at b: 2 → 3
  /// ```
  public static func changes(from: Value, to: Value) -> [Change] {
    var changes: [Change] = []
    compare(from, to, at: .root, &changes)
    return changes
  }

  private static func compare(_ from: Value, _ to: Value, at path: Path, _ changes: inout [Change]) {
    switch (from, to) {
    case (.object(let old), .object(let new)) where hasUniqueKeys(old) && hasUniqueKeys(new):
      members(from: old, to: new, at: path, &changes)
    case (.array(let old), .array(let new)):
      elements(from: old, to: new, at: path, &changes)
    default:
      if from != to { changes.append(Change(path, .replace(old: from, new: to))) }
    }
  }

  private static func hasUniqueKeys(_ members: [Value.Member]) -> Bool {
    Set(members.map(\.key)).count == members.count
  }

  private static func members(
    from old: [Value.Member], to new: [Value.Member], at path: Path, _ changes: inout [Change]
  ) {
    let target = Dictionary(uniqueKeysWithValues: zip(new.map(\.key), new.indices))
    // The longest run of keys that keep their order stays where it is; the other common keys move.
    let common = old.indices.filter { target[old[$0].key] != nil }
    let kept = increasing(common.map { target[old[$0].key] ?? 0 })
    let stays = Set(kept.map { common[$0] })
    // From the end on, so that each position is that of the original.
    for index in old.indices.reversed() where !stays.contains(index) {
      changes.append(Change(path.key(old[index].key), .remove(old: old[index].value, position: index)))
    }
    let staying = Dictionary(uniqueKeysWithValues: stays.map { (old[$0].key, old[$0].value) })
    for (position, member) in new.enumerated() {
      let place = path.key(member.key)
      if let value = staying[member.key] {
        compare(value, member.value, at: place, &changes)
      } else {
        changes.append(Change(place, .add(member.value, position: position)))
      }
    }
  }

  private static func elements(from old: [Value], to new: [Value], at path: Path, _ changes: inout [Change]) {
    var head = 0
    while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
    var tail = 0
    let limit = min(old.count, new.count) - head
    while tail < limit, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    let oldEnd = old.count - tail
    let newEnd = new.count - tail
    let paired = min(oldEnd, newEnd)
    for index in head..<max(head, paired) { compare(old[index], new[index], at: path.index(index), &changes) }
    for index in (paired..<max(paired, oldEnd)).reversed() {
      changes.append(Change(path.index(index), .remove(old: old[index], position: nil)))
    }
    for index in paired..<max(paired, newEnd) {
      changes.append(Change(path.index(index), .add(new[index], position: nil)))
    }
  }

  /// The places of a longest increasing subsequence (patience sorting).
  private static func increasing(_ numbers: [Int]) -> [Int] {
    var tops: [Int] = []
    var previous = [Int](repeating: -1, count: numbers.count)
    for (index, number) in numbers.enumerated() {
      var low = 0
      var high = tops.count
      while low < high {
        let middle = (low + high) / 2
        if numbers[tops[middle]] < number { low = middle + 1 } else { high = middle }
      }
      if low > 0 { previous[index] = tops[low - 1] }
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var chain: [Int] = []
    var next = tops.last ?? -1
    while next >= 0 {
      chain.append(next)
      next = previous[next]
    }
    return chain.reversed()
  }
}
