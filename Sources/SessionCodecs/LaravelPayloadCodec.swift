import SessionModel

/// Laravel's `sessions.payload`: base64 of the serialised entries, of their JSON with `serialization=json`, or of an
/// encrypted text with `encrypt=true`. Told for every payload by itself.
///
/// Source: laravel/framework src/Illuminate/Session/DatabaseSessionHandler.php (base64), Store.php (serialising),
/// EncryptedStore.php (which encrypts the serialised text as a serialised string).
public struct LaravelPayloadCodec: PayloadCodec {
  private let encrypter: LaravelEncrypter
  private let php = PHPSerializeCodec()
  private let json = JSONCodec(newStyle: .compact, emptyListIsObject: true)

  /// - Parameters:
  ///   - appKey: `APP_KEY`, see `SecretKey(laravel:)`. Only encrypted sessions need it.
  ///   - previousKeys: `APP_PREVIOUS_KEYS`; they decrypt and never encrypt.
  ///   - randomBytes: Makes initialisation vectors; from the system's generator unless a test says otherwise.
  public init(
    appKey: SecretKey? = nil, previousKeys: [SecretKey] = [],
    randomBytes: @escaping @Sendable (Int) -> [UInt8] = Self.systemRandomBytes
  ) {
    encrypter = LaravelEncrypter(keys: appKey.map { [$0] + previousKeys } ?? [], randomBytes: randomBytes)
  }

  @Sendable public static func systemRandomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  public func decode(_ payload: [UInt8]) -> Decoded {
    guard let inner = Base64.decode(fast: payload) else {
      return Decoded(Value(textOrBytes: payload), codec: "php", editObstacle: .undecodable("laravel: not base64"))
    }
    guard let envelope = LaravelEncrypter.envelope(inner) else { return codec(of: inner).decode(inner) }
    do throws(EditObstacle) {
      let plain = try decrypt(envelope)
      let decoded = codec(of: plain).decode(plain)
      return Decoded(decoded.value, codec: "encrypted \(decoded.codec)", editObstacle: decoded.editObstacle)
    } catch {
      return Decoded(.object([]), codec: "encrypted", editObstacle: error)
    }
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    guard let inner = Base64.decode(fast: original) else { throw .undecodable("laravel: not base64") }
    let before = decode(original)
    if !original.isEmpty {
      if let obstacle = before.editObstacle { throw obstacle }
      if value == before.value { return original }
    }
    guard let envelope = LaravelEncrypter.envelope(inner) else {
      return Array(Base64.encode(try codec(of: inner).encode(value, replacing: inner)).utf8)
    }
    let plain = try decrypt(envelope)
    let changed = try codec(of: plain).encode(value, replacing: plain)
    guard let text = encrypter.encrypt(changed, replacing: envelope) else { throw .wrongSecret }
    return Array(Base64.encode(text).utf8)
  }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool {
    // `{"` in base64 is `eyJ`; anything else is PHP's own format or an envelope.
    guard payload.starts(with: Array("eyJ".utf8)) else { return false }
    let start = buffer.count
    guard Base64.decode(payload, appendingTo: &buffer) else { return false }
    if buffer[start] == UInt8(ascii: "{") { return true }
    buffer.removeSubrange(start...)
    return false
  }

  private func decrypt(_ envelope: LaravelEncrypter.Envelope) throws(EditObstacle) -> [UInt8] {
    if encrypter.keys.isEmpty { throw .needsSecret }
    guard let plain = encrypter.decrypt(envelope) else { throw .wrongSecret }
    return plain
  }

  private func codec(of inner: [UInt8]) -> any PayloadCodec {
    inner.first == UInt8(ascii: "{") || inner.first == UInt8(ascii: "[") ? json : php
  }
}
