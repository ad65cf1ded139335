/// One value of a session, exactly as stored.
///
/// `==` compares meaning: `1` and `1.0` differ (their text does), `"\u00e9"` and `"é"` are equal, the order of an
/// object's members counts.
public enum Value: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Number)
  case string(Text)
  /// Raw bytes: a msgpack `bin`, a Python `bytes`, a string that is not UTF-8.
  case bytes([UInt8])
  /// A date as ISO 8601 text, from a codec that has dates of its own.
  case date(String)
  case array([Value])
  /// Members in stored order. Duplicate keys are kept; such a session is read-only.
  case object([Member])
  /// Something this program shows and carries but never makes or runs: an object of a language's own class.
  indirect case opaque(Opaque)

  /// One key of an object and its value.
  public struct Member: Sendable, Hashable {
    public var key: Text
    public var value: Value

    public init(_ key: Text, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// A typed node that can be looked at and not into: its class, its parts as far as they are plain, its bytes.
  public struct Opaque: Sendable, Hashable {
    /// The type's name as the format has it: `datetime.datetime`, `tuple`, `App\User`.
    public var type: String
    /// The parts, for showing.
    public var fields: [Member]
    /// The bytes it was read from; written back as they are. Empty where the format cannot carry it over.
    public var raw: [UInt8]

    public init(type: String, fields: [Member] = [], raw: [UInt8] = []) {
      self.type = type
      self.fields = fields
      self.raw = raw
    }
  }
}

/// A number as its text: `1.0` stays `1.0`, 2^63 and `1e-7` survive.
///
/// Also holds `NaN`, `Infinity` and `-Infinity`, which Python's `json` writes bare.
public struct Number: Sendable, Hashable {
  public let text: String

  /// The number spelled `text`; the caller has checked it (`JSONReader` and the codecs do).
  public init(verbatim text: String) { self.text = text }
  public init(_ integer: some BinaryInteger) { text = String(integer) }
  /// The same for the usual type, without the cost of a generic.
  public init(_ integer: Int) { text = String(integer) }

  /// True for a number written without fraction and exponent.
  public var isInteger: Bool { text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2d } }
  /// The value for comparing and sorting, nearest double.
  public var double: Double {
    switch text {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: return Double(text) ?? .nan
    }
  }
}

extension Value {
  /// What kind of value it is, for the type column and for edits that keep the type.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case null, bool, int, float, string, bytes, date, array, object, opaque
  }

  public var kind: Kind {
    switch self {
    case .null: .null
    case .bool: .bool
    case .number(let number): number.isInteger ? .int : .float
    case .string: .string
    case .bytes: .bytes
    case .date: .date
    case .array: .array
    case .object: .object
    case .opaque: .opaque
    }
  }

  /// The members of an object, nil for anything else.
  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// How many keys or elements it has; nil for a scalar.
  public var childCount: Int? {
    switch self {
    case .array(let elements): elements.count
    case .object(let members): members.count
    case .opaque(let opaque): opaque.fields.isEmpty ? nil : opaque.fields.count
    default: nil
    }
  }

  /// A set pays only for many members.
  private static func repeatsKey(_ members: [Member]) -> Bool {
    guard members.count <= 12 else { return Set(members.map(\.key)).count != members.count }
    for index in members.indices.dropFirst() {
      for earlier in members[..<index] where earlier.key == members[index].key { return true }
    }
    return false
  }

  /// True when an object anywhere inside has the same key twice: such a value cannot be edited by key.
  public var hasDuplicateKeys: Bool {
    switch self {
    case .array(let elements): return elements.contains { $0.hasDuplicateKeys }
    case .object(let members):
      return Self.repeatsKey(members) || members.contains { $0.value.hasDuplicateKeys }
    default: return false
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(Text(value)) }
  public init(integerLiteral value: Int) { self = .number(Number(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: Value...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (Text, Value)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
  public init(nilLiteral: ()) { self = .null }
}
