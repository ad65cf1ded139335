/// Base64 (RFC 4648), standard and URL-safe, strict or padded as told. Here because the model has no Foundation.
public enum Base64 {
  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Encodes bytes. `urlSafe` takes the alphabet of RFC 4648 §5, `padded` adds `=`.
  public static func encode(_ bytes: some Collection<UInt8>, urlSafe: Bool = false, padded: Bool = true) -> String {
    let alphabet = urlSafe ? Self.urlSafe : standard
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
      }
    }
    if bits > 0 { output.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
    if padded { while output.count % 4 != 0 { output.append(UInt8(ascii: "=")) } }
    return String(decoding: output, as: UTF8.self)
  }

  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 0xff, count: 256)
    for (value, byte) in standard.enumerated() { table[Int(byte)] = UInt8(value) }
    for (value, byte) in urlSafe.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  /// Decodes either alphabet; padding may be missing, line breaks are skipped. Nil for any other byte.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    var buffer: UInt32 = 0
    var bits = 0
    var padding = false
    for byte in text {
      if byte == UInt8(ascii: "=") {
        padding = true
        continue
      }
      if byte == 0x0a || byte == 0x0d { continue }
      let value = values[Int(byte)]
      guard value != 0xff, !padding else { return nil }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return bits == 6 ? nil : output
  }

  public static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }
}
