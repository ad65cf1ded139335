import SessionModel

/// Writes MessagePack. What did not change is copied from the original payload; a changed number keeps the original's
/// width and kind where it fits, and everything new takes the shortest form.
struct MessagePackWriter {
  private(set) var output: [UInt8] = []
  private let originalBytes: [UInt8]

  init(originalBytes: [UInt8]) { self.originalBytes = originalBytes }

  mutating func write(_ value: Value, replacing original: Original?) throws(EditObstacle) {
    if let original, original.value == value {
      output += originalBytes[original.source.range]
      return
    }
    switch value {
    case .null: output.append(0xc0)
    case .bool(let flag): output.append(flag ? 0xc3 : 0xc2)
    case .number(let number): try write(number, marker: marker(of: original))
    case .string(let text): try write(text)
    case .bytes(let bytes):
      // Text that was not UTF-8 was `str` and stays it.
      let wasText = marker(of: original).map { (0xa0...0xbf).contains($0) || (0xd9...0xdb).contains($0) } ?? false
      let isText = wasText && String(validating: bytes, as: UTF8.self) == nil
      try isText ? header(string: bytes.count) : header(binary: bytes.count)
      output += bytes
    case .date(let text):
      guard let time = MessagePackTimestamp(text: text) else { throw .opaque("date") }
      output += time.bytes
    case .opaque(let opaque):
      guard !opaque.raw.isEmpty else { throw .opaque(opaque.type) }
      output += opaque.raw
    case .array(let elements):
      try header(count: elements.count, short: 0x90, limit: 16, long: 0xdc)
      let originals = original?.elements(matching: elements)
      for (index, element) in elements.enumerated() { try write(element, replacing: originals?[index]) }
    case .object(let members): try write(members, replacing: original)
    }
  }

  private mutating func write(_ members: [Value.Member], replacing original: Original?) throws(EditObstacle) {
    try header(count: members.count, short: 0x80, limit: 16, long: 0xde)
    let indices = original?.memberIndices() ?? [:]
    for member in members {
      let index = indices[member.key]
      if let index, let original {
        output += originalBytes[original.source.keys[index]]
      } else {
        try write(member.key)
      }
      try write(member.value, replacing: index.flatMap { original?.member($0) })
    }
  }

  private func marker(of original: Original?) -> UInt8? { original.map { originalBytes[$0.source.range.lowerBound] } }

  private mutating func write(_ text: Text) throws(EditObstacle) {
    let bytes = try text.utf8Bytes
    try header(string: bytes.count)
    output += bytes
  }

  private mutating func write(_ number: Number, marker: UInt8?) throws(EditObstacle) {
    if number.isInteger {
      if let integer = Int64(number.text) { return write(integer, marker: marker) }
      guard let integer = UInt64(number.text) else { throw .opaque("integer of more than 64 bits") }
      return put(0xcf, integer, 8)
    }
    let double = number.double
    // An overflow or a text that is no number would be written as something else than it says.
    let isSpelledOut = number.text.hasSuffix("Infinity") || number.text == "NaN"
    guard double.isFinite || isSpelledOut else { throw .opaque("number \(number.text)") }
    let float = Float(double)
    if marker == 0xca, Double(float.description) == double || !double.isFinite {
      return put(0xca, UInt64(float.bitPattern), 4)
    }
    put(0xcb, double.bitPattern, 8)
  }

  private mutating func write(_ integer: Int64, marker: UInt8?) {
    let bits = UInt64(bitPattern: integer)
    switch marker {
    case 0xcc where UInt8(exactly: integer) != nil: put(0xcc, bits, 1)
    case 0xcd where UInt16(exactly: integer) != nil: put(0xcd, bits, 2)
    case 0xce where UInt32(exactly: integer) != nil: put(0xce, bits, 4)
    case 0xcf where integer >= 0: put(0xcf, bits, 8)
    case 0xd0 where Int8(exactly: integer) != nil: put(0xd0, bits, 1)
    case 0xd1 where Int16(exactly: integer) != nil: put(0xd1, bits, 2)
    case 0xd2 where Int32(exactly: integer) != nil: put(0xd2, bits, 4)
    case 0xd3: put(0xd3, bits, 8)
    default: writeShortest(integer)
    }
  }

  private mutating func writeShortest(_ integer: Int64) {
    let bits = UInt64(bitPattern: integer)
    switch integer {
    case -32...127: output.append(UInt8(truncatingIfNeeded: integer))
    case 128...0xff: put(0xcc, bits, 1)
    case 0x100...0xffff: put(0xcd, bits, 2)
    case 0x1_0000...0xffff_ffff: put(0xce, bits, 4)
    case 0x1_0000_0000...: put(0xcf, bits, 8)
    case -0x80 ..< -32: put(0xd0, bits, 1)
    case -0x8000 ..< -0x80: put(0xd1, bits, 2)
    case -0x8000_0000 ..< -0x8000: put(0xd2, bits, 4)
    default: put(0xd3, bits, 8)
    }
  }

  private mutating func header(string count: Int) throws(EditObstacle) {
    if count < 32 {
      output.append(0xa0 | UInt8(count))
    } else if count <= 0xff {
      put(0xd9, UInt64(count), 1)
    } else {
      try header(count: count, short: 0, limit: 0, long: 0xda)
    }
  }

  private mutating func header(binary count: Int) throws(EditObstacle) {
    if count <= 0xff { put(0xc4, UInt64(count), 1) } else { try header(count: count, short: 0, limit: 0, long: 0xc5) }
  }

  /// A count in the marker below `limit`, else in two bytes after `long`, or four after the marker that follows it.
  private mutating func header(count: Int, short: UInt8, limit: Int, long: UInt8) throws(EditObstacle) {
    if count < limit {
      output.append(short | UInt8(count))
    } else if count <= 0xffff {
      put(long, UInt64(count), 2)
    } else if count <= 0xffff_ffff {
      put(long + 1, UInt64(count), 4)
    } else {
      throw .opaque("more than 4 GiB")
    }
  }

  private mutating func put(_ marker: UInt8, _ bits: UInt64, _ count: Int) {
    output.append(marker)
    for shift in (0..<count).reversed() { output.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift * 8))) }
  }
}
