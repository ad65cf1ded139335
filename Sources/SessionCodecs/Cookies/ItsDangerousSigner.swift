import Crypto
import SessionModel

/// The signatures of itsdangerous: `value`, a separator, and an HMAC in URL-safe base64 without padding.
///
/// Source: pallets/itsdangerous src/itsdangerous/signer.py.
public struct ItsDangerousSigner: Sendable, Hashable {
  /// How the HMAC's key comes from secret and salt.
  public enum KeyDerivation: String, Sendable, Hashable, CaseIterable {
    case djangoConcat = "django-concat"
    case concat, hmac, none
  }

  public enum Digest: String, Sendable, Hashable, CaseIterable { case sha1, sha256, sha384, sha512 }

  public var salt: String
  public var keyDerivation: KeyDerivation
  public var digest: Digest
  public var separator: UInt8

  public init(
    salt: String, keyDerivation: KeyDerivation = .djangoConcat, digest: Digest = .sha1,
    separator: UInt8 = UInt8(ascii: ".")
  ) {
    self.salt = salt
    self.keyDerivation = keyDerivation
    self.digest = digest
    self.separator = separator
  }

  /// The value with its signature.
  public func sign(_ value: [UInt8], by secret: SecretKey) -> [UInt8] {
    value + [separator] + Array(Base64.encode(signature(of: value, by: secret), urlSafe: true, padded: false).utf8)
  }

  /// Whether `secret` signed it. The signature has one spelling here; itsdangerous takes sloppier ones too.
  public func isSigned(_ signed: [UInt8], by secret: SecretKey) -> Bool {
    guard let end = signed.lastIndex(of: separator) else { return false }
    let expected = Base64.encode(signature(of: Array(signed[..<end]), by: secret), urlSafe: true, padded: false)
    return SecretKey.areEqual(expected.utf8, signed[(end + 1)...])
  }

  private func signature(of value: [UInt8], by secret: SecretKey) -> [UInt8] {
    switch digest {
    case .sha1: code(Insecure.SHA1.self, value, secret)
    case .sha256: code(SHA256.self, value, secret)
    case .sha384: code(SHA384.self, value, secret)
    case .sha512: code(SHA512.self, value, secret)
    }
  }

  private func code<Hash: HashFunction>(_ hash: Hash.Type, _ value: [UInt8], _ secret: SecretKey) -> [UInt8] {
    let salt = Array(salt.utf8)
    let key: [UInt8] =
      switch keyDerivation {
      case .djangoConcat: Array(Hash.hash(data: salt + Array("signer".utf8) + secret.bytes))
      case .concat: Array(Hash.hash(data: salt + secret.bytes))
      case .hmac: Array(HMAC<Hash>.authenticationCode(for: salt, using: SymmetricKey(data: secret.bytes)))
      case .none: secret.bytes
      }
    return Array(HMAC<Hash>.authenticationCode(for: value, using: SymmetricKey(data: key)))
  }
}
