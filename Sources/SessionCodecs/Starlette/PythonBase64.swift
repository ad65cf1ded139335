import SessionModel

/// Base64 as Python's `binascii.a2b_base64` reads it: bytes of no alphabet are skipped, and only the padding counts.
///
/// itsdangerous and Starlette accept whatever this accepts, so a compatible reader has to be as lenient.
/// Source: python/cpython Modules/binascii.c, `binascii_a2b_base64_impl` with `strict_mode=False`.
enum PythonBase64 {
  /// `base64.b64decode(text)`; nil where Python raises `binascii.Error`.
  static func standard(_ text: some Sequence<UInt8>) -> [UInt8]? { decode(text, isURLSafe: false) }

  /// itsdangerous' `base64_decode(text)`: URL-safe, with the padding that is missing (src/itsdangerous/encoding.py).
  static func unpaddedURLSafe(_ text: some Collection<UInt8>) -> [UInt8]? {
    let padding = repeatElement(UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
    return decode(Array(text) + padding, isURLSafe: true)
  }

  private static func decode(_ text: some Sequence<UInt8>, isURLSafe: Bool) -> [UInt8]? {
    var output: [UInt8] = []
    output.reserveCapacity(text.underestimatedCount / 4 * 3 + 3)
    var place = 0
    var rest: UInt8 = 0
    var pads = 0
    for byte in text {
      if byte == UInt8(ascii: "=") {
        pads += 1
        // A full quad: what follows is not read.
        if place >= 2, place + pads >= 4 { return output }
        if place < 2 { pads = 0 }
        continue
      }
      guard let digit = digit(byte, isURLSafe: isURLSafe) else { continue }
      pads = 0
      switch place {
      case 0: rest = digit
      case 1:
        output.append(rest << 2 | digit >> 4)
        rest = digit & 15
      case 2:
        output.append(rest << 4 | digit >> 2)
        rest = digit & 3
      default: output.append(rest << 6 | digit)
      }
      place = (place + 1) % 4
    }
    return place == 0 ? output : nil
  }

  private static func digit(_ byte: UInt8, isURLSafe: Bool) -> UInt8? {
    switch byte {
    case 0x41...0x5a: byte - 0x41
    case 0x61...0x7a: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    case UInt8(ascii: "-") where isURLSafe: 62
    case UInt8(ascii: "_") where isURLSafe: 63
    default: nil
    }
  }
}
