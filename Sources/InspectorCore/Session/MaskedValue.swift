import SessionModel

/// What a target that masks secrets itself gives in their place: `{"$masked":{"len":32,"sha256":"1f2e3d4c"}}`.
public struct MaskedValue: Sendable, Hashable {
  /// Bytes of the secret.
  public var bytes: Int?

  /// nil for every other value.
  public init?(_ value: Value) {
    guard case .object(let members) = value, members.count == 1, members[0].key == "$masked" else { return nil }
    if case .number(let length)? = members[0].value[Path(key: "len")] { bytes = Int(length.text) }
  }

  /// The value with bullets in the place of every stand-in, so that none is copied or typed over by accident.
  static func replaced(in value: Value) -> Value {
    guard Masking.holdsPlaceholder(value) else { return value }
    if MaskedValue(value) != nil { return .string(Text(Masks.replacement)) }
    switch value {
    case .object(let members): return .object(members.map { .init($0.key, replaced(in: $0.value)) })
    case .array(let elements): return .array(elements.map(replaced))
    default: return value
    }
  }
}

extension State {
  /// Loads now ask the target for real values.
  var asksForReal: Bool { isRevealed && masksAtTarget }

  /// Learns from what was loaded whether the target masks; true where the real values are wanted all the same.
  mutating func asksForReal(after content: SessionContent) -> Bool {
    if !masksAtTarget { masksAtTarget = Masking.holdsPlaceholder(content.data) }
    return asksForReal && Masking.holdsPlaceholder(content.data)
  }

  /// Masks secrets again, at once; what the target gave masked comes back on the screen.
  mutating func hideSecrets() {
    revealedUntil = nil
    guard open?.isReal ?? false else { return }
    let masked = open?.masked
    open?.content = masked
    open?.isReal = false
    open?.isDirty = true
    if open?.pastIndex == nil { showSnapshot() }
  }
}
