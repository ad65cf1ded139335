/// Which keys hold secrets, and what stands in their place in exports.
///
/// The words are those of the debug protocol, `pass secret token csrf api_key auth otp pin cvv ssn`. The long ones
/// count anywhere in a key; the short ones only as a word of their own (`login_pin`, `smsOtp`), so that `author`,
/// `shipping`, `pinned` and `compass` stay readable.
public struct Masking: Sendable, Hashable {
  /// The user's additions: texts that make every key that holds them a secret, ignoring case.
  public var patterns: [String]

  public init(patterns: [String] = []) { self.patterns = patterns }

  /// The words above and no additions.
  public static let standard = Masking()

  private static let anywhere = [
    "password", "passwd", "passphrase", "passcode", "secret", "token", "csrf", "xsrf", "apikey", "otpauth",
  ]
  private static let words: Set<String> = [
    "pass", "pwd", "otp", "totp", "pin", "cvv", "cvc", "ssn", "auth", "oauth", "authorization",
  ]
  /// What makes a key that speaks of logging in harmless: `_auth_user_id`, `auth_method`, `authTime`.
  private static let harmlessEndings: Set<String> = [
    "id", "ids", "user", "backend", "method", "methods", "type", "provider", "time", "at", "date", "level", "name",
    "email", "guard", "status", "required", "expires", "expiry", "attempts",
  ]

  /// Whether a value under this key is hidden.
  ///
  /// ```swift
  /// Masking.standard.isSecret("_auth_user_hash")  // true
  /// Masking.standard.isSecret("_auth_user_id")    // false
  /// ```
  public func isSecret(_ key: Text) -> Bool {
    let lowered = key.string.lowercased()
    if patterns.contains(where: { !$0.isEmpty && lowered.contains($0.lowercased()) }) { return true }
    let words = Self.words(of: key.string)
    let joined = words.joined()
    if Self.anywhere.contains(where: joined.contains) { return true }
    let found = words.filter(Self.words.contains)
    if found.isEmpty { return false }
    let isLoginOnly = found.allSatisfy { $0 == "auth" || $0 == "oauth" }
    return !(isLoginOnly && words.last.map(Self.harmlessEndings.contains) ?? false && words.count > 1)
  }

  /// Whether a value at this path is hidden: one of the keys above it, or its own, is a secret's.
  public func isSecret(_ path: Path) -> Bool {
    path.steps.contains { if case .key(let key) = $0 { isSecret(key) } else { false } }
  }

  /// The parts of a key in lower case, split at what is neither letter nor digit and where capitals begin a word:
  /// `userAPIKey_2` is `user api key 2`.
  static func words(of key: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(key.unicodeScalars)
    for (index, scalar) in characters.enumerated() {
      guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      let isCapital = scalar.properties.isUppercase
      let previous = index > 0 ? characters[index - 1] : nil
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      let followsSmall = previous.map { !$0.properties.isUppercase } ?? false
      let endsAcronym = next?.properties.isLowercase ?? false
      if isCapital, !word.isEmpty, followsSmall || endsAcronym {
        words.append(word)
        word = ""
      }
      word += scalar.properties.lowercaseMapping
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

extension Masking {
  /// A value with everything secret in it replaced by `{"$masked":{"len":n,"sha256":"8 hex"}}`, as on the wire.
  ///
  /// `len` counts bytes: of a string its characters in UTF-8, of anything else its compact JSON. `fingerprint` gets
  /// these bytes and returns the first eight hex digits of their SHA-256. Null is not hidden.
  public func masked(_ value: Value, fingerprint: ([UInt8]) -> String) -> Value {
    switch value {
    case .object(let members):
      .object(
        members.map { member in
          if member.value == .null { return member }
          let isHidden = isSecret(member.key)
          return Value.Member(
            member.key,
            isHidden
              ? Self.placeholder(member.value, fingerprint: fingerprint)
              : masked(member.value, fingerprint: fingerprint))
        })
    case .array(let elements): .array(elements.map { masked($0, fingerprint: fingerprint) })
    case .opaque(let opaque):
      // The raw bytes would give away what the fields hide.
      .opaque(
        .init(
          type: opaque.type,
          fields: masked(.object(opaque.fields), fingerprint: fingerprint).members ?? []))
    default: value
    }
  }

  /// What stands in place of one value.
  public static func placeholder(_ value: Value, fingerprint: ([UInt8]) -> String) -> Value {
    let bytes =
      switch value {
      case .string(let text): Array(text.string.utf8)
      case .bytes(let bytes): bytes
      default: JSONWriter.bytes(value)
      }
    return ["$masked": ["len": .number(Number(bytes.count)), "sha256": .string(Text(fingerprint(bytes)))]]
  }

  /// True when a placeholder stands anywhere in the value: writing it would overwrite a secret.
  public static func holdsPlaceholder(_ value: Value) -> Bool {
    switch value {
    case .object(let members):
      members.contains { $0.key == "$masked" || $0.key == "$cut" || holdsPlaceholder($0.value) }
    case .array(let elements): elements.contains(where: holdsPlaceholder)
    case .opaque(let opaque): holdsPlaceholder(.object(opaque.fields))
    default: false
    }
  }
}
