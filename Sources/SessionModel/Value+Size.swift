extension Value {
  /// Bytes of the value as compact JSON, counted without writing it.
  public var size: Int {
    switch self {
    case .null: 4
    case .bool(let flag): flag ? 4 : 5
    case .number(let number): number.text.utf8.count
    case .string(let text): text.jsonSize
    case .date(let text): Text(text).jsonSize
    case .bytes(let bytes): #"{"$bytes":""}"#.utf8.count + (bytes.count + 2) / 3 * 4
    case .array(let elements): elements.reduce(2 + max(0, elements.count - 1)) { $0 + $1.size }
    case .object(let members): Self.size(members)
    case .opaque(let opaque):
      #"{"$opaque":}"#.utf8.count + Text(opaque.type).jsonSize
        + (opaque.fields.isEmpty ? 0 : #","fields":"#.utf8.count + Self.size(opaque.fields))
    }
  }

  private static func size(_ members: [Member]) -> Int {
    members.reduce(2 + max(0, members.count - 1)) { $0 + $1.key.jsonSize + 1 + $1.value.size }
  }
}

extension Text {
  /// Bytes of the text as a JSON string, quotes included.
  fileprivate var jsonSize: Int {
    if let spelling { return spelling.utf8.count + 2 }
    return string.utf8.reduce(2) { size, byte in
      switch byte {
      case 0x22, 0x5c, 0x08, 0x09, 0x0a, 0x0c, 0x0d: size + 2
      case 0..<0x20: size + 6
      default: size + 1
      }
    }
  }
}
