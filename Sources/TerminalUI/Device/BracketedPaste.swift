/// Collects the bytes between `ESC [ 200 ~` and `ESC [ 201 ~`.
struct BracketedPaste {
  /// A paste beyond this is not delivered: half of it could be worse than nothing.
  static let limit = 1 << 20
  private static let end = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  private var isTooLong = false

  /// Takes the next byte; the finished paste when it was the last of the end mark.
  mutating func take(_ byte: UInt8) -> InputEvent? {
    bytes.append(byte)
    if byte == Self.end.last, bytes.suffix(Self.end.count).elementsEqual(Self.end) {
      bytes.removeLast(Self.end.count)
      return finished
    }
    if bytes.count > Self.limit + Self.end.count {
      isTooLong = true
      bytes = Array(bytes.suffix(Self.end.count))
    }
    return nil
  }

  /// What came so far. Terminals send a line break as the Enter key does, as a carriage return.
  var finished: InputEvent {
    if isTooLong || bytes.count > Self.limit { return .pasteTooLong(limit: Self.limit) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D {
        text.append(0x0A)
      } else if byte != 0x0A || index == 0 || bytes[index - 1] != 0x0D {
        text.append(byte)
      }
    }
    return .paste(String(decoding: text, as: UTF8.self))
  }
}
