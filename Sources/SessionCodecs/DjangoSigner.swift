import Crypto
import SessionModel

/// Django's timestamped signatures: `data:time:signature`, time in base 62, HMAC-SHA256 in URL-safe base64.
///
/// Source: django/django django/core/signing.py (`TimestampSigner`, `base64_hmac`) and django/utils/crypto.py
/// (`salted_hmac`), which derives the key as SHA-256 of salt, `signer` and `SECRET_KEY`.
struct DjangoSigner: Sendable {
  private let keys: [SymmetricKey]

  /// `secrets` are `SECRET_KEY` and then `SECRET_KEY_FALLBACKS`; the first one signs.
  init(secrets: [SecretKey], salt: String) {
    keys = secrets.map { secret in
      SymmetricKey(data: SHA256.hash(data: Array("\(salt)signer".utf8) + secret.bytes))
    }
  }

  var canSign: Bool { !keys.isEmpty }

  /// True when one of the keys made the signature. Compared as text: a signature has one spelling.
  func isSigned(_ token: DjangoToken) -> Bool {
    keys.contains { SecretKey.areEqual(signature(of: token.signed, key: $0).utf8, token.signature) }
  }

  /// `data` with a timestamp and the first key's signature; nil without a key.
  func sign(_ data: [UInt8], at time: Timestamp) -> [UInt8]? {
    guard let key = keys.first else { return nil }
    let signed = data + [UInt8(ascii: ":")] + Array(DjangoToken.base62(time.milliseconds / 1000).utf8)
    return signed + [UInt8(ascii: ":")] + Array(signature(of: signed[...], key: key).utf8)
  }

  private func signature(of text: ArraySlice<UInt8>, key: SymmetricKey) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array(text), using: key)
    return Base64.encode(Array(code), urlSafe: true, padded: false)
  }
}

/// The parts of `[.]data:time:signature`; a leading dot says that the data is a zlib stream.
struct DjangoToken {
  let isCompressed: Bool
  /// The base64 text, without the dot.
  let data: ArraySlice<UInt8>
  let timestamp: ArraySlice<UInt8>
  /// What the signature covers.
  let signed: ArraySlice<UInt8>
  let signature: ArraySlice<UInt8>

  /// Nil where the text does not have the three parts.
  init?(_ text: [UInt8]) {
    let separator = UInt8(ascii: ":")
    guard let end = text.lastIndex(of: separator), let middle = text[..<end].lastIndex(of: separator) else {
      return nil
    }
    signed = text[..<end]
    signature = text[(end + 1)...]
    timestamp = text[(middle + 1)..<end]
    isCompressed = text.first == UInt8(ascii: ".")
    data = text[(isCompressed ? 1 : 0)..<middle]
  }

  /// When it was signed, nil where the timestamp is not base 62.
  var issued: Timestamp? {
    var seconds: Int64 = 0
    for byte in timestamp {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x5a: digit = byte - 0x41 + 10
      case 0x61...0x7a: digit = byte - 0x61 + 36
      default: return nil
      }
      let (product, overflow) = seconds.multipliedReportingOverflow(by: 62)
      guard !overflow, product < 1 << 50 else { return nil }
      seconds = product + Int64(digit)
    }
    return timestamp.isEmpty ? nil : Timestamp(seconds: Double(seconds))
  }

  /// A number in Django's base 62: digits, upper case, lower case (django/core/signing.py, `b62_encode`).
  static func base62(_ number: Int64) -> String {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var rest = number.magnitude
    var output: [UInt8] = []
    repeat {
      output.append(digits[Int(rest % 62)])
      rest /= 62
    } while rest > 0
    if number < 0 { output.append(UInt8(ascii: "-")) }
    return String(decoding: output.reversed(), as: UTF8.self)
  }
}
