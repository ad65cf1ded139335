import Crypto
import SessionCodecs
import SessionModel

/// The ids by which the endpoint speaks of server-side sessions.
///
/// A session's own ID is what its browser's cookie holds, and a cookie never leaves the server. The public id is that ID
/// encrypted with a key made from the app's secret: the same one for a session always, and only this app can open it.
struct PublicIDs: Sendable {
  private let key: SymmetricKey
  private let nonceKey: SymmetricKey

  init(secret: SecretKey) {
    func derived(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: secret.bytes), info: Array("sesspect public id \(purpose)".utf8),
        outputByteCount: 32)
    }
    key = derived("key")
    nonceKey = derived("nonce")
  }

  /// The nonce is a code of the ID itself, so that it never serves two of them.
  func hidden(_ id: SessionID) -> SessionID {
    let plain = Array(id.text.utf8)
    let code = Array(HMAC<SHA256>.authenticationCode(for: plain, using: nonceKey).prefix(12))
    guard let nonce = try? AES.GCM.Nonce(data: code), let box = try? AES.GCM.seal(plain, using: key, nonce: nonce),
      let bytes = box.combined
    else { return SessionID("") }
    // Begins with a letter, so that no command takes it for an option.
    return SessionID("s" + Base64.encode(bytes, urlSafe: true, padded: false))
  }

  /// The session's own ID; nil for an id that is not of this app.
  func opened(_ id: SessionID) -> SessionID? {
    guard id.text.hasPrefix("s"), let bytes = Base64.decode(String(id.text.dropFirst())),
      let box = try? AES.GCM.SealedBox(combined: bytes),
      let plain = try? AES.GCM.open(box, using: key)
    else { return nil }
    return SessionID(String(decoding: plain, as: UTF8.self))
  }
}
