public import SessionModel

/// How a framework writes a session cookie: one conforming type, one file, one line in `CookieFormats`.
///
/// ```swift
/// if let format = CookieFormats.recognise(cookie), let content = format.read(cookie) { print(content.data) }
/// ```
public protocol CookieFormat: Sendable {
  /// As `--format` and JSON spell it: `starlette`.
  var name: String { get }
  /// For people: `Starlette or FastAPI`.
  var framework: String { get }
  /// How long the framework takes a cookie for valid unless it is told otherwise, in seconds; nil where the cookie
  /// carries no time.
  var defaultMaxAge: Int? { get }

  /// Whether the cookie looks like one of this format, by its layout alone.
  func recognises(_ cookie: [UInt8]) -> Bool
  /// What it says without anyone vouching for it; nil where it is not of this format.
  func read(_ cookie: [UInt8]) -> CookieContent?
  /// Whether `secret` made the signature, whatever its age.
  func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool
  /// A cookie's value, byte for byte as the framework writes it (but for compressed ones, where zlib builds differ).
  func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String
}

/// What stands in a cookie.
public struct CookieContent: Sendable, Hashable {
  /// The session's entries; nil where the cookie holds an ID only.
  public var data: Value?
  /// The session's ID, where the data is in a store.
  public var sessionID: String?
  public var issued: Timestamp?

  public init(data: Value? = nil, sessionID: String? = nil, issued: Timestamp? = nil) {
    self.data = data
    self.sessionID = sessionID
    self.issued = issued
  }
}

/// The formats that can be verified and signed.
public enum CookieFormats {
  /// In the order of recognition.
  public static let all: [any CookieFormat] = [
    ExpressCookie(), DjangoCookie(), StarletteCookie(), FlaskCookie(), ItsDangerousCookie(),
  ]

  public static func named(_ name: String) -> (any CookieFormat)? { all.first { $0.name == name } }

  /// The first format whose layout fits.
  public static func recognise(_ cookie: [UInt8]) -> (any CookieFormat)? { all.first { $0.recognises(cookie) } }

  /// The format that one of the secrets vouches for, else the one whose layout fits best: some differ by their key only.
  public static func recognise(_ cookie: [UInt8], secrets: [SecretKey]) -> (any CookieFormat)? {
    let readable = all.filter { $0.read(cookie) != nil }
    return readable.first { format in secrets.contains { format.isSigned(cookie, by: $0) } } ?? recognise(cookie)
      ?? readable.first
  }
}
