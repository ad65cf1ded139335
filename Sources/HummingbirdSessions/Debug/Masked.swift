import Crypto
import SessionModel

extension Value {
  /// The first eight hex digits of a SHA-256.
  static func fingerprint(_ bytes: [UInt8]) -> String { String(SHA256.hash(data: bytes).hex.prefix(8)) }
}

extension Masking {
  /// A value whose secrets may not leave the server.
  func masked(_ value: Value) -> Value { masked(value, fingerprint: Value.fingerprint) }
}

extension Change {
  /// The change without the secrets in it.
  func masked(by masking: Masking) -> Change {
    func hide(_ value: Value) -> Value {
      if value == .null { return value }
      return masking.isSecret(path)
        ? Masking.placeholder(value, fingerprint: Value.fingerprint) : masking.masked(value)
    }
    var change = self
    switch operation {
    case .add(let value, let position): change.operation = .add(hide(value), position: position)
    case .remove(let old, let position): change.operation = .remove(old: hide(old), position: position)
    case .replace(let old, let new): change.operation = .replace(old: hide(old), new: hide(new))
    case .rename: break
    }
    return change
  }
}

extension Sequence<UInt8> {
  /// Two digits a byte.
  var hex: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
