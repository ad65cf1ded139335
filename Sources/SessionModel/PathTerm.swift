/// A comparison of a filter, `cart.total>100` or `has:user`, made ready for many sessions.
struct PathTerm: Sendable {
  /// The ways to read the path, in the order they are tried: `a.b.c` as three keys, then with literal keys `"a.b"` and
  /// `"a.b.c"` at the top, which some frameworks write.
  private let routes: [[FilterStep]]
  /// The literal key that each route but the first begins with.
  private let joinedKeys: [WordSearch]
  /// False where a key has lone surrogates: only decoded text can be compared with it.
  private let canScan: Bool
  private let path: Path
  /// nil asks only whether something is there.
  private let comparison: Filter.Comparison?
  private let operands: [Operand]

  /// One of the values to compare with.
  private struct Operand: Sendable {
    var bytes: [UInt8]
    var isNumber: Bool
    var time: Timestamp?
    /// For `~` only.
    var search: WordSearch?
  }

  init(_ path: Path, _ comparison: Filter.Comparison?, _ values: [String]) {
    self.path = path
    self.comparison = comparison
    routes = Self.routes(path)
    joinedKeys = routes.dropFirst().map { route in
      guard case .key(let key)? = route.first else { return WordSearch("") }
      return WordSearch(String(decoding: key, as: UTF8.self))
    }
    canScan = !path.steps.contains { if case .key(let key) = $0 { key.isLossy } else { false } }
    operands = values.map { value in
      Operand(
        bytes: Array(value.utf8), isNumber: value.withUTF8Bytes { DecimalText($0) != nil },
        time: comparison?.isOrder == true ? Timestamp(parsing: value) : nil,
        search: comparison == .contains ? WordSearch(value) : nil)
    }
  }

  private static func routes(_ path: Path) -> [[FilterStep]] {
    let steps: [FilterStep] = path.steps.map {
      switch $0 {
      case .key(let key): .key(Array(key.string.utf8))
      case .index(let index): .index(index)
      }
    }
    var routes = [steps]
    var joined: [UInt8] = []
    for (position, step) in steps.enumerated() {
      guard case .key(let key) = step else { break }
      joined += (position == 0 ? [] : [UInt8(ascii: ".")]) + key
      if position > 0 { routes.append([.key(joined)] + steps[(position + 1)...]) }
    }
    return routes
  }

  // MARK: Decoded

  func matches(_ value: Value) -> Bool {
    guard let found = value[path] ?? routes.dropFirst().lazy.compactMap({ Self.value(in: value, $0) }).first else {
      return comparison == .notEqual
    }
    switch found {
    case .null: return matches(.literal, "null")
    case .bool(let flag): return matches(.literal, flag ? "true" : "false")
    case .number(let number): return matches(.number, number.text)
    case .string(let text): return matches(.string, text.string)
    case .date(let text): return matches(.string, text)
    case .bytes(let bytes): return bytes.withUnsafeBufferPointer { matches(.string, $0) }
    case .array, .object, .opaque: return matchesContainer
    }
  }

  private static func value(in value: Value, _ route: [FilterStep]) -> Value? {
    var value = value
    for step in route {
      switch (step, value) {
      case (.key(let key), .object(let members)):
        let member = members.first { !$0.key.isLossy && $0.key.string.utf8.elementsEqual(key) }
        guard let member else { return nil }
        value = member.value
      case (.index(let index), .array(let elements)):
        guard elements.indices.contains(index) else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }

  // MARK: Raw

  /// Nil where the text is no JSON, or has to be decoded to tell.
  func matches(json: UnsafeRawBufferPointer) -> Bool? {
    guard canScan else { return nil }
    for (number, route) in routes.enumerated() {
      if number > 0, isWithout(json, joinedKeys[number - 1]) { continue }
      guard var scan = JSONScan(json) else { return nil }
      switch scan.lookup(route) {
      case .missing: continue
      case .unclear: return nil
      case .found(let token):
        if token.kind == .container { return matchesContainer }
        guard token.hasEscape else { return matches(token.kind, token.bytes) }
        guard let decoded = JSONUnescape.bytes(of: token.bytes) else { return nil }
        return decoded.bytes.withUnsafeBufferPointer { matches(.string, $0) }
      }
    }
    return comparison == .notEqual
  }

  /// True when a key can be nowhere in the text; cheaper than walking there for every session that lacks the path.
  private func isWithout(_ json: UnsafeRawBufferPointer, _ key: WordSearch) -> Bool {
    guard key.isASCII else { return false }
    return json.withMemoryRebound(to: UInt8.self) { bytes in
      key.firstHit(in: bytes) == nil && bytes.firstIndex(of: UInt8(ascii: "\\"), from: 0) == nil
    }
  }

  // MARK: One scalar

  /// An array or object is there, and equal to nothing that can be typed.
  private var matchesContainer: Bool { comparison == nil || comparison == .notEqual }

  private func matches(_ kind: JSONScan.Token.Kind, _ text: String) -> Bool {
    text.withUTF8Bytes { matches(kind, $0) }
  }

  private func matches(_ kind: JSONScan.Token.Kind, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch comparison {
    case nil: true
    case .contains: operands.contains { $0.search?.occurs(in: bytes) ?? false }
    case .equal: operands.contains { isEqual(kind, bytes, $0) }
    case .notEqual: !operands.contains { isEqual(kind, bytes, $0) }
    case .greater?, .atLeast?, .less?, .atMost?: operands.contains { isOrdered(kind, bytes, $0) }
    }
  }

  private func isEqual(
    _ kind: JSONScan.Token.Kind, _ bytes: UnsafeBufferPointer<UInt8>, _ operand: Operand
  ) -> Bool {
    if bytes.count == operand.bytes.count, bytes.elementsEqual(operand.bytes) { return true }
    guard kind == .number, operand.isNumber else { return false }
    return operand.bytes.withUnsafeBufferPointer { Self.order(bytes, $0) } == 0
  }

  private func isOrdered(
    _ kind: JSONScan.Token.Kind, _ bytes: UnsafeBufferPointer<UInt8>, _ operand: Operand
  ) -> Bool {
    guard let comparison else { return false }
    if kind == .number, operand.isNumber {
      guard let order = operand.bytes.withUnsafeBufferPointer({ Self.order(bytes, $0) }) else { return false }
      return comparison.holds(order)
    }
    guard kind == .string, let time = operand.time, bytes.first.map({ $0 &- 0x30 <= 9 }) == true,
      let found = Timestamp.milliseconds(bytes)
    else { return false }
    return comparison.holds(found < time.milliseconds ? -1 : found > time.milliseconds ? 1 : 0)
  }

  private static func order(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let a = DecimalText(a), let b = DecimalText(b) else { return nil }
    return a.compared(to: b)
  }
}
