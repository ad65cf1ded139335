extension Path {
  /// Why a text is not a JSON Pointer (RFC 6901) into a value.
  public enum PointerFailure: Error, Sendable, Hashable {
    /// Neither empty nor beginning with `/`, or a `~` that is followed by neither 0 nor 1.
    case malformed
  }

  /// Reads `/cart/items/0/sku`. A step below an array of `value` is an index, `-` the place after its last element;
  /// every other step is a key. Where the value does not reach, digits count as an index.
  public init(pointer: String, in value: Value?) throws(PointerFailure) {
    guard !pointer.isEmpty else {
      self.init()
      return
    }
    guard pointer.utf8.first == UInt8(ascii: "/") else { throw .malformed }
    var steps: [Step] = []
    var place = value
    for token in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let key = try Self.unescaped(token)
      let index = Self.index(key)
      switch place {
      case .array(let elements)?:
        if key == "-" {
          steps.append(.index(elements.count))
          place = nil
          continue
        }
        steps.append(index.map(Step.index) ?? .key(Text(key)))
        place = index.flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      case .object(let members)?:
        steps.append(.key(Text(key)))
        place = members.first { $0.key == Text(key) }?.value
      default:
        steps.append(value == nil ? index.map(Step.index) ?? .key(Text(key)) : .key(Text(key)))
        place = nil
      }
    }
    self.init(steps)
  }

  /// `0`, `17`; not `017`, not `-1`.
  private static func index(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 <= 9 }), text == "0" || !text.hasPrefix("0") else {
      return nil
    }
    return Int(text)
  }

  private static func unescaped(_ token: Substring) throws(PointerFailure) -> String {
    guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
    var text = String.UnicodeScalarView()
    var scalars = token.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "~" else {
        text.append(scalar)
        continue
      }
      switch scalars.next() {
      case "0": text.append("~")
      case "1": text.append("/")
      default: throw .malformed
      }
    }
    return String(text)
  }
}
