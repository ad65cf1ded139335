public import SessionModel

/// Starlette's and FastAPI's `SessionMiddleware`; see `StarletteSigner`.
public struct StarletteCookie: CookieFormat {
  public init() {}
  public var name: String { "starlette" }
  public var framework: String { "Starlette or FastAPI" }
  public var defaultMaxAge: Int? { 1_209_600 }

  /// Flask's differ by their base64, which is never padded, and by their JSON, which has no blanks.
  public func recognises(_ cookie: [UInt8]) -> Bool {
    guard let payload = cookie.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).first,
      !payload.isEmpty, payload.count % 4 == 0, StarletteSigner.peek(cookie) != nil
    else { return false }
    if payload.contains(where: { "=+/".utf8.contains($0) }) { return true }
    guard let json = Base64.decode(payload) else { return false }
    return zip(json, json.dropFirst()).contains { $0 == (UInt8(ascii: ":"), UInt8(ascii: " ")) }
  }

  public func read(_ cookie: [UInt8]) -> CookieContent? {
    StarletteSigner.peek(cookie).map { CookieContent(data: $0.data, issued: $0.issued) }
  }

  public func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool {
    StarletteSigner(secrets: [secret]).isSigned(cookie)
  }

  public func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String {
    try StarletteSigner(secrets: [secret]).sign(data, at: now)
  }
}
