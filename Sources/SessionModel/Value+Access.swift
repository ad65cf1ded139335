/// Looking into a value whose kind is known.
extension Value {
  /// The characters; nil for anything but a string.
  public var string: String? { if case .string(let text) = self { text.string } else { nil } }
  /// Nil for anything but a whole number that fits.
  public var integer: Int? { if case .number(let number) = self { Int(number.text) } else { nil } }
  /// Nil for anything but a number.
  public var double: Double? { if case .number(let number) = self { number.double } else { nil } }
  /// Nil for anything but `true` and `false`.
  public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  /// The elements; nil for anything but an array.
  public var list: [Value]? { if case .array(let elements) = self { elements } else { nil } }
}

/// Making a value from one of Swift's.
extension Value {
  public init(_ string: String) { self = .string(Text(string)) }
  public init(_ integer: Int) { self = .number(Number(integer)) }
  public init(_ double: Double) { self = .number(Number(double)) }
  public init(_ flag: Bool) { self = .bool(flag) }
}

extension Value: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self = .number(Number(value)) }
}

extension Number {
  /// The shortest text that reads back as this number, as Python's `repr` and so its `json.dumps` spell it.
  public init(_ double: Double) {
    if double.isNaN {
      self.init(verbatim: "NaN")
    } else if double.isInfinite {
      self.init(verbatim: double < 0 ? "-Infinity" : "Infinity")
    } else {
      self.init(verbatim: Self.python(double.description))
    }
  }

  /// Swift turns to exponents at 2^53, Python at 1e16; below 1e-4 both do.
  private static func python(_ text: String) -> String {
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
      (1...15) ~= exponent
    else { return text }
    let digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    let zeros = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    return (text.hasPrefix("-") ? "-" : "") + digits + zeros + ".0"
  }
}
