import Crypto
public import SessionModel

/// Starlette's session cookie: `payload.time.signature`.
///
/// The payload is JSON in standard base64 with padding; the time is Unix seconds, big-endian without leading zero bytes,
/// and the signature HMAC-SHA1, both in URL-safe base64 without padding. The key is
/// `SHA1("itsdangerous.Signer" + "signer" + secret)`.
///
/// ```swift
/// let signer = StarletteSigner(secrets: [SecretKey("…")])
/// let cookie = try signer.sign(["user": "alice"], at: now)
/// let opened = try signer.open(Array(cookie.utf8), maxAge: 1_209_600, at: now)
/// ```
///
/// Sources: Kludex/starlette starlette/middleware/sessions.py; pallets/itsdangerous src/itsdangerous/signer.py and
/// timed.py (`TimestampSigner` with the default salt and key derivation).
public struct StarletteSigner: Sendable {
  /// Why a cookie was not accepted. Starlette begins an empty session and says nothing.
  public enum Rejection: Error, Sendable, Hashable {
    /// No two dots, a signature of none of the keys, a time that is none.
    case badSignature
    /// Older than the maximum age.
    case expired(issued: Timestamp)
    /// Issued later than now, beyond the leeway.
    case clockSkew(issued: Timestamp)
    /// Signed well, but its payload is no session: Starlette answers 500.
    case undecodable
  }

  /// A cookie that was accepted.
  public struct Opened: Sendable, Hashable {
    public var data: Value
    public var issued: Timestamp
    /// Which of the keys signed it; 0 is the newest.
    public var key: Int
    public var digest: Digest
  }

  /// The first 128 bits of a signature: tells cookies apart, whichever way they are spelled.
  public struct Digest: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    fileprivate init(high: UInt64, low: UInt64) {
      self.high = high
      self.low = low
    }

    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
      high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
      low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }

  /// A cookie that was made.
  public struct Issued: Sendable, Hashable {
    public var cookie: String
    public var digest: Digest
    public var issued: Timestamp

    /// What opening it will give.
    public func opened(_ data: Value) -> Opened { Opened(data: data, issued: issued, key: 0, digest: digest) }
  }

  /// Keyed and not yet fed: a copy of one is cheaper than deriving it again.
  private let codes: [HMAC<Insecure.SHA1>]

  /// The first secret signs, all of them verify.
  public init(secrets: [SecretKey]) {
    codes = secrets.map { secret in
      let key = Insecure.SHA1.hash(data: Array("itsdangerous.Signersigner".utf8) + secret.bytes)
      return HMAC<Insecure.SHA1>(key: SymmetricKey(data: key))
    }
  }

  // MARK: Writing

  /// The cookie's value, byte for byte as Starlette writes it. Throws where the data has no JSON form.
  public func sign(_ data: Value, at now: Timestamp) throws(EditObstacle) -> String {
    try issue(data, at: now).cookie
  }

  /// The cookie's value for a payload that is JSON already.
  public func sign(payload: [UInt8], at now: Timestamp) -> String { issue(payload: payload, at: now).cookie }

  /// The same with what tells the cookie apart.
  public func issue(_ data: Value, at now: Timestamp) throws(EditObstacle) -> Issued {
    if let obstacle = data.cookieObstacle { throw obstacle }
    return issue(payload: JSONWriter.bytes(data, style: .python), at: now)
  }

  private func issue(payload: [UInt8], at now: Timestamp) -> Issued {
    let seconds = Self.bytes(ofSeconds: now.seconds)
    let dot = UInt8(ascii: ".")
    let length = (payload.count + 2) / 3 * 4 + (seconds.count * 4 + 2) / 3 + 29
    var digest = Digest(high: 0, low: 0)
    // Written once, where it stays: this happens in every request that changes its session.
    let cookie = String(unsafeUninitializedCapacity: length + 4) { output in
      var end = payload.withUnsafeBytes { Self.write($0, to: output, at: 0, Self.standard, padded: true) }
      output[end] = dot
      end = seconds.withUnsafeBytes { Self.write($0, to: output, at: end + 1, Self.urlSafe, padded: false) }
      var code = codes[0]
      code.update(data: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<end]))
      output[end] = dot
      return code.finalize().withUnsafeBytes { signature in
        digest = Digest(signature)
        return Self.write(signature, to: output, at: end + 1, Self.urlSafe, padded: false)
      }
    }
    return Issued(
      cookie: cookie, digest: digest, issued: Timestamp(milliseconds: now.milliseconds / 1000 * 1000))
  }

  private func digest(of text: some Collection<UInt8>, key: Int) -> [UInt8] {
    var code = codes[key]
    if text.withContiguousStorageIfAvailable({ code.update(data: UnsafeRawBufferPointer($0)) }) == nil {
      code.update(data: Array(text))
    }
    return Array(code.finalize())
  }

  private static func bytes(ofSeconds seconds: Double) -> [UInt8] {
    var rest = UInt64(max(0, seconds))
    var bytes: [UInt8] = []
    while rest > 0 {
      bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return bytes
  }

  // MARK: Reading

  /// What a cookie holds.
  ///
  /// `maxAge` is in seconds, nil never expires; `leeway` is how far a cookie's time may lie in the future, which
  /// Starlette does not allow at all.
  public func open(
    _ cookie: [UInt8], maxAge: Int?, leeway: Duration = .zero, at now: Timestamp
  ) throws(Rejection) -> Opened {
    let parts = try Parts(cookie)
    guard let (key, digest) = key(of: parts) else { throw .badSignature }
    guard let issued = parts.issued else { throw .badSignature }
    try Self.checkAge(issued, maxAge: maxAge, leeway: leeway, at: now)
    guard let data = parts.data else { throw .undecodable }
    return Opened(data: data, issued: issued, key: key, digest: digest.withUnsafeBytes(Digest.init))
  }

  /// Whether a cookie of this time may be used now. Throws `expired` and `clockSkew`.
  public static func checkAge(
    _ issued: Timestamp, maxAge: Int?, leeway: Duration, at now: Timestamp
  ) throws(Rejection) {
    guard let maxAge else { return }
    // Whole seconds, as `int(time.time())`.
    let age = now.milliseconds / 1000 - issued.milliseconds / 1000
    if age > Int64(clamping: maxAge) { throw .expired(issued: issued) }
    if age < -(leeway.milliseconds / 1000) { throw .clockSkew(issued: issued) }
  }

  /// What a cookie says without anyone vouching for it; nil where it is not of this format.
  public static func peek(_ cookie: [UInt8]) -> (data: Value, issued: Timestamp)? {
    guard let parts = try? Parts(cookie), let issued = parts.issued, let data = parts.data,
      PythonBase64.unpaddedURLSafe(parts.signature)?.count == 20
    else { return nil }
    return (data, issued)
  }

  /// Whether one of the keys made the signature, whatever the time and the payload.
  public func isSigned(_ cookie: [UInt8]) -> Bool { (try? Parts(cookie)).flatMap(key) != nil }

  private func key(of parts: Parts) -> (key: Int, digest: [UInt8])? {
    for key in codes.indices {
      let digest = digest(of: parts.signed, key: key)
      if SecretKey.areEqual(Self.base64(digest, Self.urlSafe, padded: false), parts.signature) {
        return (key, digest)
      }
      // Another spelling of the same bytes.
      if let bytes = PythonBase64.unpaddedURLSafe(parts.signature), SecretKey.areEqual(bytes, digest) {
        return (key, digest)
      }
    }
    return nil
  }

  private struct Parts {
    var payload: ArraySlice<UInt8>
    var time: ArraySlice<UInt8>
    var signed: ArraySlice<UInt8>
    var signature: ArraySlice<UInt8>

    init(_ cookie: [UInt8]) throws(Rejection) {
      let dot = UInt8(ascii: ".")
      guard let end = cookie.lastIndex(of: dot), let middle = cookie[..<end].lastIndex(of: dot) else {
        throw .badSignature
      }
      signed = cookie[..<end]
      signature = cookie[(end + 1)...]
      payload = cookie[..<middle]
      time = cookie[(middle + 1)..<end]
    }

    /// Nil where it is not base64 or longer than eight bytes.
    var issued: Timestamp? {
      guard let bytes = PythonBase64.unpaddedURLSafe(time), bytes.count <= 8 else { return nil }
      let seconds = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Timestamp(
        milliseconds: Int64(clamping: seconds > UInt64(Int64.max / 1000) ? UInt64(Int64.max) : seconds * 1000))
    }

    var data: Value? {
      var json: [UInt8] = []
      let isPlain = payload.withUnsafeBufferPointer { Base64.decode($0, appendingTo: &json) } && payload.count % 4 == 0
      // The fast way takes the URL-safe alphabet too, which Python skips over.
      if !isPlain || payload.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) {
        guard let bytes = PythonBase64.standard(payload) else { return nil }
        json = bytes
      }
      return PythonJSON.object(json)
    }
  }

  // MARK: Base64

  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func base64(_ bytes: [UInt8], _ alphabet: [UInt8], padded: Bool) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 4) { output, count in
      count = bytes.withUnsafeBytes { write($0, to: output, at: 0, alphabet, padded: padded) }
    }
  }

  /// Writes base64 from `place` on, three bytes at a time, up to three bytes of scratch behind its end; returns that end.
  private static func write(
    _ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableBufferPointer<UInt8>, at start: Int, _ alphabet: [UInt8],
    padded: Bool
  ) -> Int {
    alphabet.withUnsafeBufferPointer { digits in
      var index = 0
      var place = start
      while index + 3 <= bytes.count {
        let word = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
        output[place] = digits[Int(word >> 18)]
        output[place + 1] = digits[Int(word >> 12 & 63)]
        output[place + 2] = digits[Int(word >> 6 & 63)]
        output[place + 3] = digits[Int(word & 63)]
        index += 3
        place += 4
      }
      let rest = bytes.count - index
      guard rest > 0 else { return place }
      let word = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
      output[place] = digits[Int(word >> 18)]
      output[place + 1] = digits[Int(word >> 12 & 63)]
      output[place + 2] = rest == 2 ? digits[Int(word >> 6 & 63)] : UInt8(ascii: "=")
      output[place + 3] = UInt8(ascii: "=")
      return padded ? place + 4 : place + rest + 1
    }
  }
}
