public import SessionModel

/// Reading the members of a JSON object that came over the wire.
extension Value {
  /// The member's value; nil where there is none, or null.
  public func field(_ name: Text) -> Value? {
    guard case .object(let members) = self, let value = members.first(where: { $0.key == name })?.value, value != .null
    else { return nil }
    return value
  }
  /// The member's characters; nil for anything but a string.
  public func text(_ name: Text) -> String? { field(name)?.string }
  /// Nil for anything but a whole number that fits.
  public func integer(_ name: Text) -> Int? {
    if case .number(let number)? = field(name) { Int(number.text) } else { nil }
  }
  /// Nil for anything but a number.
  public func double(_ name: Text) -> Double? {
    if case .number(let number)? = field(name) { number.double } else { nil }
  }
  /// False where it is absent.
  public func flag(_ name: Text) -> Bool { field(name) == .bool(true) }
  /// RFC 3339.
  public func time(_ name: Text) -> Timestamp? { text(name).flatMap(Timestamp.init(parsing:)) }
  /// The member's elements; none for anything but an array.
  public func list(_ name: Text) -> [Value] { if case .array(let elements)? = field(name) { elements } else { [] } }
}

/// What a member of an object on the wire can be made from.
public protocol WireValue {
  /// The value that goes over the wire.
  var json: Value { get }
}

extension Value: WireValue { public var json: Value { self } }
extension String: WireValue { public var json: Value { .string(Text(self)) } }
extension Int: WireValue { public var json: Value { .number(Number(self)) } }
extension Bool: WireValue { public var json: Value { .bool(self) } }
extension Timestamp: WireValue { public var json: Value { .string(Text(wire)) } }
extension Array: WireValue where Element: WireValue { public var json: Value { .array(map(\.json)) } }

extension Value {
  /// An object of the members that are there; what is nil is left out.
  ///
  /// ```swift
  /// Value.fields(["id": "9f3a", "rev": 2, "user": nil])  // {"id":"9f3a","rev":2}
  /// ```
  public static func fields(_ members: KeyValuePairs<Text, (any WireValue)?>) -> Value {
    .object(members.compactMap { name, value in value.map { Member(name, $0.json) } })
  }
}

extension Timestamp {
  /// RFC 3339 in UTC, always with milliseconds.
  public var wire: String {
    let text = rfc3339
    return text.utf8.count == 20 ? String(text.dropLast()) + ".000Z" : text
  }
}
