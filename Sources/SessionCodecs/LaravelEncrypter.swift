import Crypto
import CryptoExtras
import FoundationEssentials
import SessionModel

/// Laravel's `Encrypter`: an envelope `{"iv","value","mac","tag"}` in JSON in base64, AES in CBC mode with an
/// HMAC-SHA256 in hex over the base64 texts of `iv` and `value`, or in GCM mode with a `tag`.
///
/// Source: laravel/framework src/Illuminate/Encryption/Encrypter.php.
struct LaravelEncrypter {
  /// An encrypted text taken apart.
  struct Envelope {
    /// As read: order of the members, and whether there is a `tag`, are those of the Laravel version.
    var members: [Value.Member]
    var iv: [UInt8]
    var value: [UInt8]
    var tag: [UInt8]

    var isAuthenticated: Bool { !tag.isEmpty }
  }

  /// `APP_KEY`, then `APP_PREVIOUS_KEYS`; the first one encrypts.
  let keys: [SecretKey]
  let randomBytes: @Sendable (Int) -> [UInt8]

  /// The envelope in `text`, nil where there is none.
  static func envelope(_ text: [UInt8]) -> Envelope? {
    guard let json = Base64.decode(fast: text), json.first == UInt8(ascii: "{"), let value = try? JSONReader.read(json),
      let members = value.members, let iv = bytes(members, "iv"), let data = bytes(members, "value")
    else { return nil }
    return Envelope(members: members, iv: iv, value: data, tag: bytes(members, "tag") ?? [])
  }

  private static func text(_ members: [Value.Member], _ key: Text) -> String? {
    if case .string(let text)? = members.first(where: { $0.key == key })?.value { text.string } else { nil }
  }

  private static func bytes(_ members: [Value.Member], _ key: Text) -> [UInt8]? {
    text(members, key).flatMap { Base64.decode(fast: Array($0.utf8)) }
  }

  /// What is inside; nil where none of the keys made it.
  func decrypt(_ envelope: Envelope) -> [UInt8]? {
    for key in keys {
      if envelope.isAuthenticated {
        if let plain = Self.openGCM(envelope, key) { return plain }
      } else if Self.mac(of: envelope.members, key).map({ Self.matches($0, envelope.members) }) ?? false {
        return try? AES._CBC.decrypt(
          envelope.value, using: SymmetricKey(data: key.bytes), iv: .init(ivBytes: envelope.iv)
        )
        .map { $0 }
      }
    }
    return nil
  }

  /// `plain` in a new envelope of the same form as `original`, in base64; nil without a fitting key.
  func encrypt(_ plain: [UInt8], replacing original: Envelope) -> [UInt8]? {
    guard let key = keys.first else { return nil }
    var members = original.members
    func set(_ name: Text, _ text: String) {
      if let index = members.firstIndex(where: { $0.key == name }) { members[index].value = .string(Text(text)) }
    }
    if original.isAuthenticated {
      let iv = randomBytes(12)
      guard let nonce = try? AES.GCM.Nonce(data: iv),
        let box = try? AES.GCM.seal(plain, using: SymmetricKey(data: key.bytes), nonce: nonce)
      else { return nil }
      set("iv", Base64.encode(iv))
      set("value", Base64.encode(Array(box.ciphertext)))
      set("tag", Base64.encode(Array(box.tag)))
    } else {
      let iv = randomBytes(16)
      guard let vector = try? AES._CBC.IV(ivBytes: iv),
        let data = try? AES._CBC.encrypt(plain, using: SymmetricKey(data: key.bytes), iv: vector)
      else { return nil }
      set("iv", Base64.encode(iv))
      set("value", Base64.encode(Array(data)))
      guard let mac = Self.mac(of: members, key) else { return nil }
      set("mac", mac)
    }
    return Array(Base64.encode(JSONWriter.bytes(.object(members))).utf8)
  }

  /// HMAC-SHA256 in hex over the base64 texts as they stand.
  private static func mac(of members: [Value.Member], _ key: SecretKey) -> String? {
    guard let iv = text(members, "iv"), let value = text(members, "value") else { return nil }
    let code = HMAC<SHA256>.authenticationCode(for: Array((iv + value).utf8), using: SymmetricKey(data: key.bytes))
    return Array(code).hex
  }

  private static func matches(_ mac: String, _ members: [Value.Member]) -> Bool {
    SecretKey.areEqual(mac.utf8, (text(members, "mac") ?? "").utf8)
  }

  private static func openGCM(_ envelope: Envelope, _ key: SecretKey) -> [UInt8]? {
    guard let nonce = try? AES.GCM.Nonce(data: envelope.iv),
      let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: envelope.value, tag: envelope.tag),
      let plain = try? AES.GCM.open(box, using: SymmetricKey(data: key.bytes))
    else { return nil }
    return Array(plain)
  }
}
