import SessionModel

/// Reads a Python pickle, protocols 0 to 5, as data: a stack machine whose `GLOBAL`, `REDUCE`, `BUILD` and their kin
/// only note what they were told. Nothing is imported, looked up or called.
///
/// Source: python/cpython Lib/pickletools.py (the opcodes), Lib/pickle.py (`_Unpickler`).
struct PickleReader {
  private(set) var nodes: [PickleNode] = []
  private var reader: ByteReader
  private var stack: [Int] = []
  /// Heights of the stack where a mark stands.
  private var marks: [Int] = []
  private var memo: [UInt64: Int] = [:]

  private init(_ bytes: [UInt8]) { reader = ByteReader(bytes) }

  /// The nodes and the index of the one that the pickle is.
  static func read(_ bytes: [UInt8]) throws(DecodingFailure) -> (nodes: [PickleNode], root: Int) {
    var machine = PickleReader(bytes)
    while true {
      let opcode = try machine.reader.byte()
      if opcode == UInt8(ascii: ".") { return (nodes: machine.nodes, root: try machine.pop()) }
      try machine.run(opcode)
    }
  }

  // MARK: Stack

  private func malformed(_ detail: String) -> DecodingFailure { reader.failure(.malformed(detail)) }

  private mutating func pop() throws(DecodingFailure) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.popLast() else { throw malformed("stack underflow") }
    return top
  }

  private func top() throws(DecodingFailure) -> Int {
    guard stack.count > marks.last ?? 0, let top = stack.last else { throw malformed("stack underflow") }
    return top
  }

  /// Everything above the last mark, which goes too.
  private mutating func popMark() throws(DecodingFailure) -> [Int] {
    guard let mark = marks.popLast() else { throw malformed("no mark") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func push(_ node: PickleNode) {
    stack.append(nodes.count)
    nodes.append(node)
  }

  private mutating func push(_ value: Value) { push(.plain(value)) }

  // MARK: Opcodes

  private mutating func run(_ opcode: UInt8) throws(DecodingFailure) {
    switch opcode {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): if stack.count == marks.last { marks.removeLast() } else { _ = try pop() }
    case UInt8(ascii: "1"): _ = try popMark()
    case UInt8(ascii: "2"): stack.append(try top())
    case 0x80: _ = try reader.byte()
    case 0x95: _ = try reader.littleEndian(8)
    case UInt8(ascii: "N"): push(.null)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "g"), UInt8(ascii: "p"):
      let line = String(decoding: try reader.take(until: 0x0a), as: UTF8.self)
      guard let index = UInt64(line) else { throw malformed("memo index") }
      if opcode == UInt8(ascii: "g") { try recall(index) } else { memo[index] = try top() }
    case UInt8(ascii: "h"): try recall(try reader.littleEndian(1))
    case UInt8(ascii: "j"): try recall(try reader.littleEndian(4))
    case UInt8(ascii: "q"): memo[try reader.littleEndian(1)] = try top()
    case UInt8(ascii: "r"): memo[try reader.littleEndian(4)] = try top()
    case 0x94: memo[UInt64(memo.count)] = try top()
    case UInt8(ascii: "P"):
      push(Value(textOrBytes: try reader.take(until: 0x0a)))
      push(.persistent(try pop()))
    case UInt8(ascii: "Q"): push(.persistent(try pop()))
    case 0x97, 0x98: if opcode == 0x97 { push(.opaque(Value.Opaque(type: "out-of-band buffer"))) }
    case UInt8(ascii: "]"): push(.list([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: ")"): push(.tuple([]))
    case 0x8f: push(.set([], isFrozen: false))
    case UInt8(ascii: "l"): push(.list(try popMark()))
    case UInt8(ascii: "t"): push(.tuple(try popMark()))
    case 0x91: push(.set(try popMark(), isFrozen: true))
    case UInt8(ascii: "d"): push(.dictionary(try paired(popMark())))
    case 0x85...0x87:
      var items: [Int] = []
      for _ in 0x85...opcode { items.insert(try pop(), at: 0) }
      push(.tuple(items))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"), 0x90: try append(try popMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try set([try pop(), value])
    case UInt8(ascii: "u"): try set(paired(popMark()))
    default: if try !runClass(opcode) { try runScalar(opcode) }
    }
  }

  private mutating func recall(_ index: UInt64) throws(DecodingFailure) {
    guard let node = memo[index] else { throw malformed("unknown memo index") }
    stack.append(node)
  }

  private func paired(_ items: [Int]) throws(DecodingFailure) -> [Int] {
    guard items.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
    return items
  }

  /// Adds to the list, set or object on the stack.
  private mutating func append(_ items: [Int]) throws(DecodingFailure) {
    let target = try top()
    // Taken out while it grows, so that it is not copied every time.
    let node = nodes[target]
    nodes[target] = .plain(.null)
    switch consume node {
    case .list(var list):
      list += items
      nodes[target] = .list(list)
    case .set(var set, let isFrozen):
      set += items
      nodes[target] = .set(set, isFrozen: isFrozen)
    case .object(var object):
      object.items += items
      nodes[target] = .object(object)
    default: throw malformed("append to no list")
    }
  }

  /// Sets keys of the dictionary or object on the stack.
  private mutating func set(_ pairs: [Int]) throws(DecodingFailure) {
    let target = try top()
    let node = nodes[target]
    nodes[target] = .plain(.null)
    switch consume node {
    case .dictionary(var entries):
      entries += pairs
      nodes[target] = .dictionary(entries)
    case .object(var object):
      object.entries += pairs
      nodes[target] = .object(object)
    default: throw malformed("set in no dictionary")
    }
  }

  /// Classes and what would be calls; false where `opcode` is none of them.
  private mutating func runClass(_ opcode: UInt8) throws(DecodingFailure) -> Bool {
    switch opcode {
    case UInt8(ascii: "c"): push(.global(try globalName()))
    case 0x93:
      let name = try pop()
      push(.global(Self.typeName(module: try text(try pop()), name: try text(name))))
    case 0x82...0x84:
      push(.global("extension \(try reader.littleEndian(1 << Int(opcode - 0x82)))"))
    case UInt8(ascii: "i"):
      let name = try globalName()
      let arguments = try popMark()
      push(.global(name))
      push(.object(PickleObject(callable: try pop(), arguments: arguments)))
    case UInt8(ascii: "o"):
      let items = try popMark()
      guard let callable = items.first else { throw malformed("no class") }
      push(.object(PickleObject(callable: callable, arguments: Array(items.dropFirst()))))
    case UInt8(ascii: "R"), 0x81:
      let arguments = try tuple(try pop())
      push(.object(PickleObject(callable: try pop(), arguments: arguments)))
    case 0x92:
      let keywords = try pop()
      let arguments = try tuple(try pop())
      push(.object(PickleObject(callable: try pop(), arguments: arguments, keywords: keywords)))
    case UInt8(ascii: "b"):
      let state = try pop()
      let target = try top()
      guard case .object(var object) = nodes[target] else { throw malformed("state for no object") }
      object.state = state
      nodes[target] = .object(object)
    default: return false
    }
    return true
  }

  private mutating func globalName() throws(DecodingFailure) -> String {
    let module = String(decoding: try reader.take(until: 0x0a), as: UTF8.self)
    return Self.typeName(module: module, name: String(decoding: try reader.take(until: 0x0a), as: UTF8.self))
  }

  /// `decimal.Decimal`; Python 2's module names become Python 3's, and `builtins` is left out.
  private static func typeName(module: String, name: String) -> String {
    switch module {
    case "builtins", "__builtin__": name
    case "copy_reg": "copyreg." + name
    default: module + "." + name
    }
  }

  private func text(_ node: Int) throws(DecodingFailure) -> String {
    guard case .plain(.string(let text)) = nodes[node] else { throw malformed("a name that is no text") }
    return text.string
  }

  private func tuple(_ node: Int) throws(DecodingFailure) -> [Int] {
    guard case .tuple(let items) = nodes[node] else { throw malformed("arguments that are no tuple") }
    return items
  }

  /// Numbers, texts and bytes.
  private mutating func runScalar(_ opcode: UInt8) throws(DecodingFailure) {
    switch opcode {
    case UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "F"):
      push(try PickleText.number(try reader.take(until: 0x0a), isFloat: opcode == UInt8(ascii: "F"), reader))
    case UInt8(ascii: "J"): push(.number(Number(Int32(truncatingIfNeeded: try reader.littleEndian(4)))))
    case UInt8(ascii: "K"): push(.number(Number(try reader.byte())))
    case UInt8(ascii: "M"): push(.number(Number(try reader.littleEndian(2))))
    case 0x8a: push(PickleText.integer(try reader.take(Int(try reader.byte()))))
    case 0x8b: push(PickleText.integer(try reader.take(try reader.littleEndian(4).clampedCount)))
    case UInt8(ascii: "G"):
      push(.number(MessagePackReader.number(Double(bitPattern: try reader.bigEndian(8)))))
    case UInt8(ascii: "S"): push(try PickleText.quoted(try reader.take(until: 0x0a), reader))
    case UInt8(ascii: "V"): push(PickleText.rawUnicodeEscape(try reader.take(until: 0x0a)))
    case UInt8(ascii: "T"), UInt8(ascii: "X"):
      push(Value(textOrBytes: try reader.take(try reader.littleEndian(4).clampedCount)))
    case UInt8(ascii: "U"), 0x8c: push(Value(textOrBytes: try reader.take(Int(try reader.byte()))))
    case 0x8d: push(Value(textOrBytes: try reader.take(try reader.littleEndian(8).clampedCount)))
    case UInt8(ascii: "C"): push(.bytes(Array(try reader.take(Int(try reader.byte())))))
    case UInt8(ascii: "B"): push(.bytes(Array(try reader.take(try reader.littleEndian(4).clampedCount))))
    case 0x8e: push(.bytes(Array(try reader.take(try reader.littleEndian(8).clampedCount))))
    case 0x96:
      push(PickleTypes.byteArray(Array(try reader.take(try reader.littleEndian(8).clampedCount))))
    default: throw DecodingFailure(reason: .unexpectedByte(opcode), offset: reader.index - 1)
    }
  }
}
