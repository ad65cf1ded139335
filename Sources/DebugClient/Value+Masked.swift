import Crypto
import DebugProtocol
import SessionModel

extension Value {
  /// What the server shows in place of this value where it masks it.
  private var placeholder: Value {
    Masking.placeholder(self) { bytes in
      let digits = SHA256.hash(data: bytes).prefix(4).map { byte in
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
      }
      return digits.joined()
    }
  }

  /// `{"$masked":…}`
  private var isPlaceholder: Bool {
    if case .object(let members) = self { members.count == 1 && members[0].key == "$masked" } else { false }
  }

  /// Equal as JSON to what an endpoint shows, where a placeholder equals the value it stands for. The order of keys and
  /// the spelling of numbers do not count: a server in another language has its own.
  func isSame(asShown shown: Value) -> Bool {
    if shown.isPlaceholder { return self == shown || placeholder.isSame(as: shown) }
    switch (self, shown) {
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.isSame(asShown: $1) }
    case (.object(let a), .object(let b)) where Set(a.map(\.key)).count == a.count && a.count == b.count:
      return a.allSatisfy { member in
        b.first { $0.key == member.key }.map { member.value.isSame(asShown: $0.value) } ?? false
      }
    default: return isSame(as: shown)
    }
  }

  /// This value with each placeholder that stands for what is in `original` at the same place replaced by it.
  func unmasked(by original: Value?) -> Value {
    guard let original else { return self }
    if isPlaceholder { return original.isSame(asShown: self) ? original : self }
    switch (self, original) {
    case (.object(let members), .object(let others)):
      return .object(
        members.map { member in
          Member(member.key, member.value.unmasked(by: others.first { $0.key == member.key }?.value))
        })
    case (.array(let elements), .array(let others)):
      return .array(
        elements.enumerated().map { index, element in
          element.unmasked(by: index < others.count ? others[index] : nil)
        })
    default: return self
    }
  }
}

extension Change {
  /// The change with what it says was there before taken from `data`, where that was masked.
  func unmasked(by data: Value) -> Change {
    guard let current = data[path] else { return self }
    switch operation {
    case .remove(let old, let position) where Masking.holdsPlaceholder(old) && current.isSame(asShown: old):
      return Change(path, .remove(old: current, position: position))
    case .replace(let old, let new):
      return Change(
        path,
        .replace(
          old: Masking.holdsPlaceholder(old) && current.isSame(asShown: old) ? current : old,
          new: Masking.holdsPlaceholder(new) ? new.unmasked(by: current) : new))
    default: return self
    }
  }

  /// True where a placeholder would be written, or a part of one.
  var writesPlaceholder: Bool {
    if path.steps.contains(.key("$masked")) { return true }
    return switch operation {
    case .add(let value, _), .replace(_, let value): Masking.holdsPlaceholder(value)
    case .remove, .rename: false
    }
  }
}
