/// Why typed text is not a value of the kind that was asked for.
public struct LiteralFailure: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// Nothing was typed, and the kind has no empty value.
    case empty
    /// Not JSON: why.
    case json(JSONReader.Failure.Reason)
    /// JSON, and of another kind.
    case otherKind(Value.Kind)
    /// Neither `true` nor `false`.
    case badBool
    /// Not base64.
    case badBase64
    /// Not a date, see `Timestamp(parsing:)`.
    case badDate
    /// Values of this kind cannot be typed.
    case notEditable
  }
  /// The kind that was asked for.
  public var kind: Value.Kind
  public var reason: Reason
  /// Characters from the start of the text, from 0.
  public var column: Int

  public init(kind: Value.Kind, reason: Reason, column: Int) {
    self.kind = kind
    self.reason = reason
    self.column = column
  }
}

extension Value {
  /// Reads what a person typed into the edit field of a value of a kind, and keeps the kind.
  ///
  /// ```swift
  /// try Value(literal: "5", as: .float)    // 5.0, so that it stays a float
  /// try Value(literal: "5", as: .string)   // "5"
  /// try Value(literal: "[1]", as: .array)
  /// ```
  ///
  /// Integers may have any size. Strings are taken as they stand, the others without the spaces around them. Bytes are
  /// typed as base64.
  public init(literal text: String, as kind: Kind) throws(LiteralFailure) {
    func failure(_ reason: LiteralFailure.Reason, _ column: Int = 0) -> LiteralFailure {
      LiteralFailure(kind: kind, reason: reason, column: column)
    }
    if kind == .string {
      self = .string(Text(text))
      return
    }
    let start = text.prefix { $0.isWhitespace }.count
    var trimmed = text.dropFirst(start)
    while trimmed.last?.isWhitespace == true { trimmed = trimmed.dropLast() }
    switch kind {
    case .opaque: throw failure(.notEditable)
    case .bytes:
      guard let bytes = Base64.decode(String(trimmed)) else { throw failure(.badBase64, start) }
      self = .bytes(bytes)
    case .date:
      guard Timestamp(parsing: String(trimmed)) != nil else { throw failure(.badDate, start) }
      self = .date(String(trimmed))
    case .bool:
      guard trimmed == "true" || trimmed == "false" else { throw failure(trimmed.isEmpty ? .empty : .badBool, start) }
      self = .bool(trimmed == "true")
    default:
      if trimmed.isEmpty { throw failure(.empty, start) }
      let value: Value
      do throws(JSONReader.Failure) {
        value = try JSONReader.read(String(trimmed))
      } catch {
        throw failure(.json(error.reason), start + Self.characters(in: trimmed, bytes: error.offset))
      }
      switch (kind, value) {
      case (.float, .number(let number)) where number.isInteger: self = .number(Number(verbatim: number.text + ".0"))
      case _ where value.kind == kind: self = value
      default: throw failure(.otherKind(value.kind), start)
      }
    }
  }

  private static func characters(in text: Substring, bytes: Int) -> Int {
    let utf8 = text.utf8
    let end = utf8.index(utf8.startIndex, offsetBy: min(bytes, utf8.count))
    return text[..<end].count
  }
}
