public import SessionModel

/// JSON Patch (RFC 6902) as this protocol uses it: add, remove, replace, test; with two members of its own that other
/// readers ignore, `old` (what was there) and `position` (the place of an added key among its siblings).
public struct JSONPatch: Sendable, Hashable {
  /// What a step does.
  public enum Operation: Sendable, Hashable {
    /// Makes a key or an element; `position` is a key's place among its siblings, nil the end.
    case add(Value, position: Int?)
    /// Takes out what is there.
    case remove
    /// Puts another value in place of what is there.
    case replace(Value)
    /// Fails unless this is there.
    case test(Value)
  }
  /// One operation and its place.
  public struct Step: Sendable, Hashable {
    /// A JSON Pointer (RFC 6901).
    public var pointer: String
    /// What is done there.
    public var operation: Operation
    /// An operation at a JSON Pointer.
    public init(_ operation: Operation, at pointer: String) {
      self.pointer = pointer
      self.operation = operation
    }
  }
  /// In the order they are made; the first that does not fit ends the patch, and nothing is changed.
  public var steps: [Step]

  /// A patch of these steps.
  public init(_ steps: [Step]) { self.steps = steps }

  /// The `Content-Type` of a patch.
  public static let mediaType = "application/json-patch+json"

  /// Reads a body. Throws `badRequest`.
  public init(json: Value) throws(Problem) {
    guard case .array(let items) = json else { throw Problem(.badRequest, "a JSON Patch is an array of operations") }
    steps = []
    for item in items { steps.append(try Self.step(item)) }
  }

  private static func step(_ item: Value) throws(Problem) -> Step {
    guard let name = item.text("op"), let pointer = item.text("path") else {
      throw Problem(.badRequest, "every operation has an 'op' and a 'path'")
    }
    func value() throws(Problem) -> Value {
      guard case .object(let members) = item, let value = members.first(where: { $0.key == "value" })?.value else {
        throw Problem(.badRequest, "'\(name)' needs a 'value'")
      }
      return value
    }
    switch name {
    case "add": return Step(.add(try value(), position: item.integer("position")), at: pointer)
    case "remove": return Step(.remove, at: pointer)
    case "replace": return Step(.replace(try value()), at: pointer)
    case "test": return Step(.test(try value()), at: pointer)
    default: throw Problem(.badRequest, "operation not supported: \(name)")
    }
  }

  /// A body.
  public var json: Value {
    .array(
      steps.map { step in
        let path = step.pointer.json
        return switch step.operation {
        case .add(let value, let position):
          .fields([
            "op": "add",
            "path": path,
            "value": value,
            "position": position,
          ])
        case .remove: ["op": "remove", "path": path]
        case .replace(let value): ["op": "replace", "path": path, "value": value]
        case .test(let value): ["op": "test", "path": path, "value": value]
        }
      })
  }

  /// What the operations make of a value. Throws `patchConflict` where one does not fit, `badRequest` for a pointer
  /// that is none, `notAnObject` where no session is left.
  public func applied(to value: Value) throws(Problem) -> Value {
    var result = value
    for step in steps { result = try step.applied(to: result) }
    guard case .object = result else { throw Problem(.notAnObject, "a session is an object") }
    return result
  }
}

extension JSONPatch.Step {
  fileprivate func applied(to value: Value) throws(Problem) -> Value {
    let path: Path
    do throws(Path.PointerFailure) { path = try Path(pointer: pointer, in: value) } catch {
      throw Problem(.badRequest, "not a JSON Pointer: \(pointer)", pointer: pointer)
    }
    func conflict(_ detail: String) -> Problem { Problem(.patchConflict, detail, pointer: pointer) }
    let current = value[path]
    let change: Change
    switch operation {
    case .test(let expected):
      guard let current else { throw conflict("nothing is there") }
      guard current.isSame(as: expected) else { throw conflict("another value is there") }
      return value
    case .add(let new, let position):
      if path.isRoot { return new }
      if case .key? = path.last, let current {
        change = Change(path, .replace(old: current, new: new))
      } else {
        change = Change(path, .add(new, position: position))
      }
    case .remove:
      guard !path.isRoot else { throw Problem(.notAnObject, "a session cannot be removed by a patch") }
      guard let current else { throw conflict("nothing is there") }
      change = Change(path, .remove(old: current, position: nil))
    case .replace(let new):
      if path.isRoot { return new }
      guard let current else { throw conflict("nothing is there") }
      change = Change(path, .replace(old: current, new: new))
    }
    do throws(ChangeFailure) { return try value.applying(change) } catch { throw conflict("the path leads nowhere") }
  }
}

extension Value {
  /// Equal as JSON: the order of an object's members does not count, and `1` is `1.0` (RFC 6902 §4.6).
  public func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)): return a == b || a.compared(to: b) == 0
    case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    case (.object(let a), .object(let b)):
      guard a.count == b.count, Set(a.map(\.key)).count == a.count else { return self == other }
      return a.allSatisfy { member in b.first { $0.key == member.key }?.value.isSame(as: member.value) ?? false }
    default: return self == other
    }
  }
}
