import SessionModel

/// Where a decoded value stands in its payload, and what is inside it in order: what an encoder copies unchanged parts
/// from. Runs parallel to the value: one child per element or member.
struct SourceNode {
  var range = 0..<0
  var children: [SourceNode] = []
  /// The bytes of each member's key; empty for a list.
  var keys: [Range<Int>] = []
}

/// A value as it was read and its place, given to the encoder of the value that takes its place.
struct Original {
  let value: Value
  let source: SourceNode

  /// Finds the member that had `key`; built once per object so that large ones stay linear.
  func memberIndices() -> [Text: Int] {
    guard case .object(let members) = value, members.count == source.children.count else { return [:] }
    return Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The member at `index` as an original of its own.
  func member(_ index: Int) -> Original? {
    guard case .object(let members) = value, members.indices.contains(index), source.children.indices.contains(index)
    else { return nil }
    return Original(value: members[index].value, source: source.children[index])
  }

  /// For each of the new elements the old one it stands for: equal ones from both ends, and by position in between, so
  /// that one inserted or removed element leaves the others what they were.
  func elements(matching new: [Value]) -> [Original?] {
    guard case .array(let old) = value, old.count == source.children.count else {
      return Array(repeating: nil, count: new.count)
    }
    var head = 0
    while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    return new.indices.map { index in
      let position = index >= new.count - tail ? index - new.count + old.count : index
      guard position < old.count - (index >= new.count - tail ? 0 : tail) else { return nil }
      return Original(value: old[position], source: source.children[position])
    }
  }
}
