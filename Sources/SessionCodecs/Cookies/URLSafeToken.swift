import SessionModel

/// The tokens of itsdangerous' `URLSafeTimedSerializer` and its relatives: `[.]payload[.time].signature`, JSON in
/// URL-safe base64 without padding, a leading dot where it is compressed.
///
/// Source: pallets/itsdangerous src/itsdangerous/url_safe.py and timed.py.
struct URLSafeToken {
  let data: Value
  /// The JSON as it was written.
  let json: [UInt8]
  let issued: Timestamp?

  /// Nil where the text is none. A token without a time has two parts.
  init?(_ text: [UInt8], isTimed: Bool) {
    let dot = UInt8(ascii: ".")
    let isCompressed = text.first == dot
    let parts = text.dropFirst(isCompressed ? 1 : 0).split(separator: dot, omittingEmptySubsequences: false)
    guard parts.count == (isTimed ? 3 : 2), let signature = parts.last.flatMap({ Base64.decode($0) }),
      [20, 32, 48, 64].contains(signature.count), let payload = Base64.decode(parts[0]), !payload.isEmpty,
      let json = isCompressed ? Zlib.inflate(payload, limit: 1 << 20) : payload,
      let data = try? JSONReader.read(json)
    else { return nil }
    if isTimed {
      guard let issued = Self.time(parts[1]) else { return nil }
      self.issued = issued
    } else {
      issued = nil
    }
    self.data = data
    self.json = json
  }

  /// `[.]payload`, compressed where that saves more than the dot.
  static func payload(_ json: [UInt8]) -> [UInt8] {
    if let stream = Zlib.deflate(json), stream.count < json.count - 1 {
      return [UInt8(ascii: ".")] + Array(Base64.encode(stream, urlSafe: true, padded: false).utf8)
    }
    return Array(Base64.encode(json, urlSafe: true, padded: false).utf8)
  }

  /// Seconds since 1970, big-endian without leading zero bytes.
  static func time(_ time: Timestamp) -> [UInt8] {
    var seconds = UInt64(max(0, time.milliseconds / 1000))
    var bytes: [UInt8] = []
    while seconds > 0 {
      bytes.insert(UInt8(truncatingIfNeeded: seconds), at: 0)
      seconds >>= 8
    }
    return Array(Base64.encode(bytes, urlSafe: true, padded: false).utf8)
  }

  static func time(_ text: ArraySlice<UInt8>) -> Timestamp? {
    guard let bytes = Base64.decode(text), bytes.count <= 5 else { return nil }
    return Timestamp(milliseconds: bytes.reduce(0 as Int64) { $0 << 8 | Int64($1) } * 1000)
  }
}
