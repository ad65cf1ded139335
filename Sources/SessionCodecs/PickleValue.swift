import SessionModel

/// Turns what a pickle made into a value. Types of Python's own that sessions hold are shown by what they say; any
/// other object by its class, its arguments and its state.
struct PickleValue {
  let nodes: [PickleNode]
  /// Values that may still be made: a pickle shares nodes, and unfolded they could be any number.
  private var budget: Int
  /// Nodes that the one at hand is inside of.
  private var path: Set<Int> = []

  init(nodes: [PickleNode], budget: Int) {
    self.nodes = nodes
    self.budget = budget
  }

  mutating func value(of index: Int) -> Value {
    if case .plain(let value) = nodes[index] { return value }
    if case .global(let name) = nodes[index] { return .opaque(Value.Opaque(type: "class " + name)) }
    if path.contains(index) { return .opaque(Value.Opaque(type: "recursive")) }
    guard budget > 0, path.count < DecodingFailure.maximumDepth else {
      return .opaque(Value.Opaque(type: budget > 0 ? "nested too deep" : "shared too often"))
    }
    path.insert(index)
    defer { path.remove(index) }
    switch nodes[index] {
    case .plain(let value): return value
    case .list(let items): return .array(values(of: items))
    case .tuple(let items): return typed("tuple", numbered(items))
    case .set(let items, let isFrozen): return typed(isFrozen ? "frozenset" : "set", numbered(items))
    case .dictionary(let entries): return .object(members(of: entries))
    case .global(let name): return typed("class " + name, [])
    case .persistent(let id): return typed("persistent id", [Value.Member("id", value(of: id))])
    case .object(let object): return self.object(object)
    }
  }

  private func typed(_ type: String, _ fields: [Value.Member]) -> Value {
    .opaque(Value.Opaque(type: type, fields: fields))
  }

  mutating func values(of items: [Int]) -> [Value] {
    var values: [Value] = []
    for item in items {
      if budget <= 0 { break }
      budget -= 1
      values.append(value(of: item))
    }
    return values
  }

  /// The elements under the names 0, 1, 2…
  mutating func numbered(_ items: [Int]) -> [Value.Member] {
    values(of: items).enumerated().map { Value.Member(Text(String($0)), $1) }
  }

  mutating func members(of entries: [Int]) -> [Value.Member] {
    var members: [Value.Member] = []
    for index in stride(from: 0, to: entries.count - 1, by: 2) {
      if budget <= 0 { break }
      budget -= 1
      let key = value(of: entries[index])
      let value = value(of: entries[index + 1])
      if case .string(let text) = key {
        members.append(Value.Member(text, value))
      } else {
        let shown = Text(typedKey: key)
        budget -= shown.string.utf8.count
        members.append(Value.Member(shown, value))
      }
    }
    return members
  }

  private mutating func object(_ object: PickleObject) -> Value {
    var object = object
    var type = typeName(of: object.callable)
    // Protocols 0 and 1 make objects through these two functions, whose first argument is the class.
    if type == "copyreg._reconstructor" || type == "copyreg.__newobj__", let first = object.arguments.first {
      let skipped = type == "copyreg._reconstructor" ? 3 : 1
      type = typeName(of: first)
      object.arguments = Array(object.arguments.dropFirst(skipped))
    }
    if let known = known(type, object) { return known }
    var fields = members(of: object.entries)
    if let state = object.state, case .object(let members) = value(of: state) {
      fields += members
    } else if let state = object.state {
      fields.append(Value.Member("state", value(of: state)))
    }
    if !object.arguments.isEmpty { fields.append(Value.Member("arguments", .array(values(of: object.arguments)))) }
    if let keywords = object.keywords { fields.append(Value.Member("keywords", value(of: keywords))) }
    if !object.items.isEmpty { fields.append(Value.Member("items", .array(values(of: object.items)))) }
    return typed(type, fields)
  }

  /// The name of a class or function; of the callable's own, where it was the result of a call.
  private func typeName(of index: Int) -> String {
    switch nodes[index] {
    case .global(let name): name
    case .object(let object): if case .global(let name) = nodes[object.callable] { name + "(…)" } else { "object" }
    default: "object"
    }
  }

  /// Types of Python's own; nil where the arguments are not what the type is pickled with.
  private mutating func known(_ type: String, _ object: PickleObject) -> Value? {
    let arguments = values(of: object.arguments)
    switch type {
    case "set", "frozenset", "list", "tuple":
      guard arguments.isEmpty || arguments.count == 1, case .array(let items) = arguments.first ?? .array([]) else {
        return nil
      }
      let all = items + values(of: object.items)
      if type == "list" { return .array(all) }
      return typed(type, all.enumerated().map { Value.Member(Text(String($0)), $1) })
    case "collections.OrderedDict":
      guard arguments.allSatisfy({ $0.childCount == 0 }) || object.entries.isEmpty else { return nil }
      return typed(type, PickleTypes.pairs(arguments.first) + members(of: object.entries))
    case "uuid.UUID":
      guard let state = object.state, let members = value(of: state).members,
        let text = PickleTypes.uuid(members.first { $0.key == "int" }?.value)
      else { return nil }
      return typed(type, [Value.Member("value", .string(Text(text)))])
    default:
      // Each call makes its bytes anew from a text that a thousand calls may share.
      for case .string(let text) in arguments { budget -= text.string.utf8.count }
      return PickleTypes.value(of: type, arguments: arguments)
    }
  }
}
