public import SessionModel

/// A `URLSafeSerializer` or `URLSafeTimedSerializer` of itsdangerous with a salt of the app's own.
public struct ItsDangerousCookie: CookieFormat {
  private let signer: ItsDangerousSigner

  /// - Parameter signer: The default has the salt of itsdangerous' serialisers.
  public init(signer: ItsDangerousSigner = ItsDangerousSigner(salt: "itsdangerous")) { self.signer = signer }
  public var name: String { "itsdangerous" }
  public var framework: String { "itsdangerous" }
  public var defaultMaxAge: Int? { nil }

  public func recognises(_ cookie: [UInt8]) -> Bool { read(cookie) != nil }

  public func read(_ cookie: [UInt8]) -> CookieContent? {
    guard let token = URLSafeToken(cookie, isTimed: true) ?? URLSafeToken(cookie, isTimed: false) else { return nil }
    return CookieContent(data: token.data, issued: token.issued)
  }

  public func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool { signer.isSigned(cookie, by: secret) }

  /// With a time, which every reader of such tokens but `URLSafeSerializer` wants.
  public func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String {
    if data.hasDuplicateKeys { throw .duplicateKeys }
    if let type = data.typeWithoutJSON { throw .opaque(type) }
    let json = JSONWriter.bytes(data, style: .compact)
    let value = URLSafeToken.payload(json) + [UInt8(ascii: ".")] + URLSafeToken.time(now)
    return String(decoding: signer.sign(value, by: secret), as: UTF8.self)
  }
}
