public import SessionModel

/// Django's `signed_cookies` backend; what the database backend keeps in `session_data` is read too.
public struct DjangoCookie: CookieFormat {
  /// One salt, where it is not one of Django's two.
  private let salts: [String]

  public init(salt: String? = nil) {
    salts = salt.map { [$0] } ?? [DjangoSignedCodec.cookieSalt, DjangoSignedCodec.databaseSalt]
  }
  public var name: String { "django" }
  public var framework: String { "Django" }
  public var defaultMaxAge: Int? { 1_209_600 }

  public func recognises(_ cookie: [UInt8]) -> Bool { read(cookie) != nil }

  public func read(_ cookie: [UInt8]) -> CookieContent? {
    guard let token = DjangoToken(cookie), let issued = token.issued, token.signature.count == 43 else { return nil }
    let decoded = DjangoSignedCodec(now: { issued }).decode(cookie)
    if case .undecodable = decoded.editObstacle { return nil }
    return CookieContent(data: decoded.value, issued: issued)
  }

  public func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool {
    guard let token = DjangoToken(cookie) else { return false }
    return salts.contains { DjangoSigner(secrets: [secret], salt: $0).isSigned(token) }
  }

  public func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String {
    let codec = DjangoSignedCodec(secrets: [secret], salt: salts[0], now: { now })
    return String(decoding: try codec.encode(data, replacing: []), as: UTF8.self)
  }
}
