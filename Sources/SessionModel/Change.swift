/// One change of a session's data: a JSON Patch operation (RFC 6902) that also knows what was there before,
/// so that it can be checked when applied and undone afterwards.
public struct Change: Sendable, Hashable {
  public enum Operation: Sendable, Hashable {
    /// A new key or element; `position` is its place among its siblings, nil for the end.
    case add(Value, position: Int?)
    case remove(old: Value, position: Int?)
    case replace(old: Value, new: Value)
    /// The key at `path` gets another name and keeps its place.
    case rename(to: Text)
  }

  public var path: Path
  public var operation: Operation

  public init(_ path: Path, _ operation: Operation) {
    self.path = path
    self.operation = operation
  }

  /// The change that takes this one back.
  public var inverse: Change {
    switch operation {
    case .add(let value, let position): return Change(path, .remove(old: value, position: position))
    case .remove(let old, let position): return Change(path, .add(old, position: position))
    case .replace(let old, let new): return Change(path, .replace(old: new, new: old))
    case .rename(let to):
      guard case .key(let from)? = path.last else { return self }
      return Change(path.parent.key(to), .rename(to: from))
    }
  }
}

/// Why a change does not fit the value it is applied to.
public struct ChangeFailure: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// Nothing is at the path, or above it.
    case missing
    /// `add` or `rename` would overwrite something.
    case exists
    /// The value there is not the one the change was made against.
    case differs(found: Value)
    /// The step does not fit the value: a key on an array, an index on an object.
    case wrongContainer(Value.Kind)
    /// The object has this key twice.
    case duplicateKey
    /// The session itself can be replaced only by an object.
    case rootNotObject
  }
  public var reason: Reason
  public var path: Path

  public init(reason: Reason, path: Path) {
    self.reason = reason
    self.path = path
  }
}

extension Value {
  /// This value with the changes made in order; nothing is changed when one does not fit.
  public func applying(_ changes: [Change]) throws(ChangeFailure) -> Value {
    var value = self
    for change in changes { value = try value.applying(change) }
    return value
  }

  public func applying(_ change: Change) throws(ChangeFailure) -> Value {
    if change.path.isRoot {
      guard case .replace(let old, let new) = change.operation else {
        throw ChangeFailure(reason: .wrongContainer(kind), path: change.path)
      }
      guard old == self else { throw ChangeFailure(reason: .differs(found: self), path: change.path) }
      return new
    }
    return try applying(change, depth: 0)
  }

  private func applying(_ change: Change, depth: Int) throws(ChangeFailure) -> Value {
    let isLast = depth == change.path.steps.count - 1
    func failure(_ reason: ChangeFailure.Reason) -> ChangeFailure { ChangeFailure(reason: reason, path: change.path) }
    switch (self, change.path.steps[depth]) {
    case (.object(var members), .key(let key)):
      let matches = members.indices.filter { members[$0].key == key }
      guard matches.count <= 1 else { throw failure(.duplicateKey) }
      if isLast {
        try change.apply(to: &members, at: matches.first, key: key)
      } else {
        guard let index = matches.first else { throw failure(.missing) }
        members[index].value = try members[index].value.applying(change, depth: depth + 1)
      }
      return .object(members)
    case (.array(var elements), .index(let index)):
      if isLast {
        try change.apply(to: &elements, at: index)
      } else {
        guard elements.indices.contains(index) else { throw failure(.missing) }
        elements[index] = try elements[index].applying(change, depth: depth + 1)
      }
      return .array(elements)
    default: throw failure(.wrongContainer(kind))
    }
  }
}

extension Change {
  fileprivate func failure(_ reason: ChangeFailure.Reason) -> ChangeFailure {
    ChangeFailure(reason: reason, path: path)
  }

  fileprivate func apply(to members: inout [Value.Member], at index: Int?, key: Text) throws(ChangeFailure) {
    switch operation {
    case .add(let value, let position):
      guard index == nil else { throw failure(.exists) }
      members.insert(.init(key, value), at: min(max(0, position ?? members.count), members.count))
    case .remove(let old, _):
      guard let index else { throw failure(.missing) }
      guard members[index].value == old else { throw failure(.differs(found: members[index].value)) }
      members.remove(at: index)
    case .replace(let old, let new):
      guard let index else { throw failure(.missing) }
      guard members[index].value == old else { throw failure(.differs(found: members[index].value)) }
      members[index].value = new
    case .rename(let to):
      guard let index else { throw failure(.missing) }
      guard to == key || !members.contains(where: { $0.key == to }) else { throw failure(.exists) }
      members[index].key = to
    }
  }

  fileprivate func apply(to elements: inout [Value], at index: Int) throws(ChangeFailure) {
    switch operation {
    case .add(let value, _):
      guard index >= 0, index <= elements.count else { throw failure(.missing) }
      elements.insert(value, at: index)
    case .remove(let old, _):
      guard elements.indices.contains(index) else { throw failure(.missing) }
      guard elements[index] == old else { throw failure(.differs(found: elements[index])) }
      elements.remove(at: index)
    case .replace(let old, let new):
      guard elements.indices.contains(index) else { throw failure(.missing) }
      guard elements[index] == old else { throw failure(.differs(found: elements[index])) }
      elements[index] = new
    case .rename: throw failure(.wrongContainer(.array))
    }
  }
}
