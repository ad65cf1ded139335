import Crypto
public import SessionModel

/// The signature that node's `cookies` puts beside a cookie: `session.sig` is the HMAC-SHA1 of `session=VALUE`.
/// Express' cookie-session and koa-session keep the data itself in such a cookie, as JSON in Base64.
///
/// Sources: pillarjs/cookies index.js, crypto-utils/keygrip index.js, expressjs/cookie-session index.js.
public enum Keygrip {
  /// What the name of the signature's cookie ends in.
  public static let suffix = ".sig"

  /// Whether `secret` made the signature of a cookie.
  public static func isSigned(name: String, value: String, signature: String, by secret: SecretKey) -> Bool {
    let code = HMAC<Insecure.SHA1>.authenticationCode(
      for: Array("\(name)=\(value)".utf8), using: SymmetricKey(data: secret.bytes))
    return SecretKey.areEqual(
      Array(Base64.encode(Array(code), urlSafe: true, padded: false).utf8), Array(signature.utf8)[...])
  }

  /// The entries of a session that is kept in its cookie; nil where the cookie holds something else.
  public static func data(_ value: String) -> Value? {
    guard let bytes = Base64.decode(value), bytes.first == UInt8(ascii: "{"),
      let data = try? JSONReader.read(bytes), data.members != nil
    else { return nil }
    return data
  }
}
