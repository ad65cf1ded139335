import Crypto
import SessionModel

/// Hides secrets in what is printed, unless it was asked to be revealed.
struct Mask: Sendable {
  private let masking: Masking?

  /// With `reveal` nothing is hidden.
  init(reveal: Bool, patterns: [String]) {
    masking = reveal ? nil : Masking(patterns: patterns)
  }

  /// The value with `{"$masked":{"len","sha256"}}` in place of its secrets.
  func callAsFunction(_ value: Value) -> Value { masking?.masked(value, fingerprint: Self.fingerprint) ?? value }

  /// A value that stands at `path`, which may itself be a secret's.
  func callAsFunction(_ value: Value, at path: Path) -> Value {
    guard let masking else { return value }
    if value != .null, masking.isSecret(path) { return Masking.placeholder(value, fingerprint: Self.fingerprint) }
    return masking.masked(value, fingerprint: Self.fingerprint)
  }

  /// The first eight hex digits of the SHA-256.
  static func fingerprint(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).prefix(4).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
