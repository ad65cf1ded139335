public import SessionModel

extension JSONPatch {
  /// The operations that make these changes, each guarded by a `test` of what was there, except where that is a masked
  /// secret. A rename is a removal and an addition at the same place.
  ///
  /// `value` is the data the changes were made on; it gives a renamed key its value.
  public init(_ changes: [Change], of value: Value) {
    var steps: [Step] = []
    var current = value
    for change in changes {
      let pointer = change.path.pointer
      func guardStep(_ old: Value) {
        if !Masking.holdsPlaceholder(old) { steps.append(Step(.test(old), at: pointer)) }
      }
      switch change.operation {
      case .add(let new, let position): steps.append(Step(.add(new, position: position), at: pointer))
      case .remove(let old, _):
        guardStep(old)
        steps.append(Step(.remove, at: pointer))
      case .replace(let old, let new):
        guardStep(old)
        steps.append(Step(.replace(new), at: pointer))
      case .rename(let name):
        guard let old = current[change.path], case .object(let members)? = current[change.path.parent],
          case .key(let key)? = change.path.last
        else { continue }
        guardStep(old)
        steps.append(Step(.remove, at: pointer))
        steps.append(
          Step(
            .add(old, position: members.firstIndex { $0.key == key }),
            at: change.path.parent.key(name).pointer))
      }
      if let next = try? current.applying(change) { current = next }
    }
    self.init(steps)
  }

  /// Changes as the protocol shows them: operations with `old`, so that their inverse can be computed.
  static func diff(_ changes: [Change]) -> Value {
    .array(
      changes.map { change in
        let path = change.path.pointer.json
        return switch change.operation {
        case .add(let value, let position):
          .fields([
            "op": "add",
            "path": path,
            "value": value,
            "position": position,
          ])
        case .remove(let old, let position):
          .fields([
            "op": "remove",
            "path": path,
            "old": old,
            "position": position,
          ])
        case .replace(let old, let new): ["op": "replace", "path": path, "value": new, "old": old]
        case .rename(let name):
          ["op": "move", "from": path, "path": change.path.parent.key(name).pointer.json]
        }
      })
  }

  /// Reads them back. What is not understood is left out.
  public static func changes(_ items: [Value]) -> [Change] {
    items.compactMap { item in
      guard let path = item.text("path").flatMap({ try? Path(pointer: $0, in: nil) }) else { return nil }
      // A null is a value here, unlike anywhere else on the wire.
      func value(_ name: Text) -> Value { item.members?.first { $0.key == name }?.value ?? .null }
      switch item.text("op") {
      case "add": return Change(path, .add(value("value"), position: item.integer("position")))
      case "remove": return Change(path, .remove(old: value("old"), position: item.integer("position")))
      case "replace": return Change(path, .replace(old: value("old"), new: value("value")))
      default: return nil
      }
    }
  }
}
