import SessionModel

/// Which keys hold secrets: their values are shown as `••••••••` unless revealed.
public struct Masks: Sendable, Hashable {
  private let masking: Masking

  /// The model's words and the operator's own.
  public init(additional: [String] = []) { masking = Masking(patterns: additional) }

  /// True when a key of this name is a secret.
  public func hides(_ key: Text) -> Bool { masking.isSecret(key) }

  /// True when a value at this path is a secret, or lies inside one.
  public func hides(_ path: Path) -> Bool { masking.isSecret(path) }

  /// What stands for a secret on the screen and in copies.
  public static let replacement = "••••••••"

  /// The value with every secret inside it replaced. Values nested too deep to look into are replaced whole.
  public func masking(_ value: Value) -> Value { masking(value, depth: 0) }

  private func masking(_ value: Value, depth: Int) -> Value {
    guard depth < JSONReader.maximumDepth else { return .string(Text(Self.replacement)) }
    switch value {
    case _ where MaskedValue(value) != nil: return .string(Text(Self.replacement))
    case .object(let members): return .object(masking(members, depth: depth))
    case .array(let elements): return .array(elements.map { masking($0, depth: depth + 1) })
    case .opaque(let opaque):
      // The raw bytes would give away what the fields hide.
      return .opaque(.init(type: opaque.type, fields: masking(opaque.fields, depth: depth)))
    default: return value
    }
  }

  private func masking(_ members: [Value.Member], depth: Int) -> [Value.Member] {
    members.map { member in
      hides(member.key)
        ? .init(member.key, .string(Text(Self.replacement)))
        : .init(member.key, masking(member.value, depth: depth + 1))
    }
  }
}
