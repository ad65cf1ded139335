import Crypto
public import SessionModel

/// express-session's cookie: `s:`, the session's ID and its HMAC-SHA256, percent-encoded. The data is in a store.
///
/// Sources: expressjs/session index.js (`setcookie`, `getcookie`), tj/node-cookie-signature index.js.
public struct ExpressCookie: CookieFormat {
  public init() {}
  public var name: String { "express" }
  public var framework: String { "Express" }
  public var defaultMaxAge: Int? { nil }

  public func recognises(_ cookie: [UInt8]) -> Bool { read(cookie) != nil }

  public func read(_ cookie: [UInt8]) -> CookieContent? {
    guard let parts = Self.parts(cookie) else { return nil }
    return CookieContent(sessionID: String(decoding: parts.id, as: UTF8.self))
  }

  public func isSigned(_ cookie: [UInt8], by secret: SecretKey) -> Bool {
    guard let parts = Self.parts(cookie) else { return false }
    let expected = Array(Self.signature(of: parts.id, by: secret).utf8)
    // What stands behind the signature is not looked at by cookie-signature 1.1.
    return SecretKey.areEqual(expected, parts.signature.prefix(expected.count))
  }

  /// `data` is the ID, as text or as `{"id":…}`.
  public func sign(_ data: Value, by secret: SecretKey, at now: Timestamp) throws(EditObstacle) -> String {
    let id = data.members?.first { $0.key == "id" }?.value ?? data
    guard case .string(let text) = id else { throw .undecodable("express: the cookie holds an id only") }
    return PercentCoding.encoded("s:" + text.string + "." + Self.signature(of: Array(text.string.utf8), by: secret))
  }

  private static func signature(of id: [UInt8], by secret: SecretKey) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: id, using: SymmetricKey(data: secret.bytes))
    return Base64.encode(Array(code), padded: false)
  }

  private static func parts(_ cookie: [UInt8]) -> (id: [UInt8], signature: [UInt8])? {
    let text = PercentCoding.decoded(cookie)
    guard text.starts(with: "s:".utf8), let dot = text.lastIndex(of: UInt8(ascii: ".")), dot >= 2 else { return nil }
    return (Array(text[2..<dot]), Array(text[(dot + 1)...]))
  }
}

/// JavaScript's `encodeURIComponent` and its inverse.
enum PercentCoding {
  private static let unreserved = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)

  static func encoded(_ text: String) -> String {
    var output: [UInt8] = []
    for byte in text.utf8 {
      if unreserved.contains(byte) { output.append(byte) } else { output += Array("%\([byte].hex.uppercased())".utf8) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// What is no escape stays as it is.
  static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        output.append(byte)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }
}
