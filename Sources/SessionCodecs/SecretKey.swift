import SessionModel

/// An app's secret key. It is never printed: every description of it is `‹secret›`.
public struct SecretKey: Sendable, Hashable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A key that is used as its text: Django's `SECRET_KEY`, Flask's, Starlette's `secret_key`.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// Laravel's `APP_KEY`: `base64:` and the key in base64, or the key itself. Nil where it is neither 16 nor 32 bytes,
  /// the sizes Laravel accepts (laravel/framework src/Illuminate/Encryption/Encrypter.php, `supported`).
  public init?(laravel text: String) {
    let prefix = "base64:"
    let isEncoded = text.hasPrefix(prefix)
    let key = isEncoded ? Base64.decode(fast: Array(text.utf8.dropFirst(prefix.utf8.count))) : Array(text.utf8)
    guard let key, key.count == 16 || key.count == 32 else { return nil }
    bytes = key
  }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "‹secret›" }
  public var debugDescription: String { description }
  /// Empty, so that `dump` and failed test expectations show nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretKey {
  /// Compares in a time that depends on the lengths only, so that a signature cannot be guessed byte by byte.
  static func areEqual(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
