import SessionModel

/// Django's `session_data`: signed JSON, compressed where that is shorter; a pickle inside from Django's former
/// `PickleSerializer` is shown too. The signed-cookie backend differs by its salt only.
///
/// ```swift
/// let codec = DjangoSignedCodec(secrets: [SecretKey(settings)], now: { clock.now })
/// let row = try codec.encode(changed, replacing: stored)
/// ```
///
/// Reading needs no key. Django loads a row whose signature it does not accept as an empty session, logging the user
/// out without a word, so writing needs the key that made the signature there is now.
///
/// Source: django/django django/contrib/sessions/backends/base.py (`encode`, `decode`), django/core/signing.py
/// (`dumps`, `sign_object`).
public struct DjangoSignedCodec: PayloadCodec {
  /// The salt of the database and cached-database backends: the class name below its package.
  public static let databaseSalt = "django.contrib.sessions.SessionStore"
  public static let cookieSalt = "django.contrib.sessions.backends.signed_cookies"

  private let signer: DjangoSigner
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - secrets: `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`. Any of them may have signed what is stored; the first
  ///     one signs what is written.
  ///   - now: The time that new signatures carry.
  public init(
    secrets: [SecretKey] = [], salt: String = databaseSalt, now: @escaping @Sendable () -> Timestamp
  ) {
    signer = DjangoSigner(secrets: secrets, salt: salt)
    self.now = now
  }

  public func decode(_ payload: [UInt8]) -> Decoded {
    guard let token = DjangoToken(payload) else { return Self.decodeLegacy(payload) }
    guard let inner = Self.inner(of: token) else {
      return Decoded(
        Value(textOrBytes: payload), codec: "signed json", editObstacle: .undecodable("django: not base64 or zlib"))
    }
    if PickleCodec.isPickle(inner) {
      let pickle = PickleCodec().decode(inner)
      return Decoded(pickle.value, codec: "signed pickle", editObstacle: pickle.editObstacle)
    }
    let json = JSONCodec().decode(inner)
    return Decoded(json.value, codec: "signed json", editObstacle: json.editObstacle ?? signatureObstacle(of: token))
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    if original.isEmpty {
      guard signer.canSign else { throw .needsSecret }
    } else {
      let before = decode(original)
      if let obstacle = before.editObstacle { throw obstacle }
      if value == before.value { return original }
    }
    let json = try JSONCodec.write(value, style: .compactASCII, allowsNonFinite: true)
    guard let payload = signer.sign(Self.packed(json), at: now()) else { throw .needsSecret }
    return payload
  }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool {
    guard let end = payload.lastIndex(of: UInt8(ascii: ":")),
      let middle = payload[..<end].lastIndex(of: UInt8(ascii: ":"))
    else { return false }
    let start = buffer.count
    let isCompressed = payload.first == UInt8(ascii: ".")
    let text = UnsafeBufferPointer(rebasing: payload[(isCompressed ? 1 : 0)..<middle])
    if isCompressed {
      var stream: [UInt8] = []
      guard Base64.decode(text, appendingTo: &stream),
        stream.withUnsafeBufferPointer({ Zlib.inflate($0, appendingTo: &buffer) })
      else { return false }
    } else if !Base64.decode(text, appendingTo: &buffer) {
      return false
    }
    if start < buffer.count, buffer[start] == UInt8(ascii: "{") { return true }
    buffer.removeSubrange(start...)
    return false
  }

  private func signatureObstacle(of token: DjangoToken) -> EditObstacle? {
    if !signer.canSign { return .needsSecret }
    return signer.isSigned(token) ? nil : .wrongSecret
  }

  /// What was signed: the JSON or pickle, decoded and inflated.
  private static func inner(of token: DjangoToken) -> [UInt8]? {
    var bytes: [UInt8] = []
    guard token.data.withUnsafeBufferPointer({ Base64.decode($0, appendingTo: &bytes) }) else { return nil }
    return token.isCompressed ? Zlib.inflate(bytes) : bytes
  }

  /// The data part as `sign_object(compress=True)` makes it: a zlib stream only where that saves more than the dot.
  private static func packed(_ json: [UInt8]) -> [UInt8] {
    if let stream = Zlib.deflate(json), stream.count < json.count - 1 {
      return [UInt8(ascii: ".")] + Array(Base64.encode(stream, urlSafe: true, padded: false).utf8)
    }
    return Array(Base64.encode(json, urlSafe: true, padded: false).utf8)
  }

  /// Rows written before Django 3.1: `base64(hash:json)`, SHA-1 in hex; Django reads them until 4.0. Shown only.
  private static func decodeLegacy(_ payload: [UInt8]) -> Decoded {
    let undecodable = Decoded(
      Value(textOrBytes: payload), codec: "signed json", editObstacle: .undecodable("django: not data:time:signature"))
    guard let bytes = Base64.decode(fast: payload), bytes.count > 41, bytes[40] == UInt8(ascii: ":"),
      bytes[..<40].allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return undecodable }
    let inner = Array(bytes[41...])
    let decoded = PickleCodec.isPickle(inner) ? PickleCodec().decode(inner) : JSONCodec().decode(inner)
    let name = "legacy \(decoded.codec)"
    if case .undecodable = decoded.editObstacle {
      return Decoded(decoded.value, codec: name, editObstacle: decoded.editObstacle)
    }
    return Decoded(decoded.value, codec: name, editObstacle: .readOnlyCodec(name))
  }
}
