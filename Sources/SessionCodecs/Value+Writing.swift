import SessionModel

/// What codecs ask of a value before they write it, and of what they wrote before they hand it out.
extension Value {
  /// Why entries read from a payload cannot be edited by key, whatever the format.
  var readObstacle: EditObstacle? {
    guard case .object = self else { return .undecodable("top level is not an object") }
    return repeatsKey ? .duplicateKeys : nil
  }

  /// `hasDuplicateKeys`, without a hash table for the small objects that sessions are made of.
  var repeatsKey: Bool {
    switch self {
    case .array(let elements): return elements.contains { $0.repeatsKey }
    case .object(let members):
      if members.count > 12 { return hasDuplicateKeys }
      for (index, member) in members.enumerated() {
        if members[..<index].contains(where: { $0.key == member.key }) || member.value.repeatsKey { return true }
      }
      return false
    default: return false
    }
  }

  /// True when a number anywhere inside is NaN or infinite, which only Python's `json` can spell.
  var holdsNonFiniteNumber: Bool {
    switch self {
    case .number(let number): !number.double.isFinite && !number.isInteger
    case .array(let elements): elements.contains { $0.holdsNonFiniteNumber }
    case .object(let members): members.contains { $0.value.holdsNonFiniteNumber }
    default: false
    }
  }

  /// True when both say the same in a format that has typed numbers: `1.50` is `1.5`, and a date is its moment.
  ///
  /// With `mapsAreLists` an object with the keys 0, 1, 2… is the array of its values, as in PHP.
  func means(_ other: Value, mapsAreLists: Bool = false) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)):
      if a.text == b.text { return true }
      if a.isInteger, b.isInteger { return Int64(a.text).map { $0 == Int64(b.text) } ?? false }
      return a.isInteger == b.isInteger && (a.double == b.double || a.double.isNaN && b.double.isNaN)
    case (.date(let a), .date(let b)):
      return a == b || Timestamp(parsing: a).map { $0 == Timestamp(parsing: b) } ?? false
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.means($1, mapsAreLists: mapsAreLists) }
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { $0.key == $1.key && $0.value.means($1.value, mapsAreLists: mapsAreLists) }
    case (.array(let list), .object(let map)), (.object(let map), .array(let list)):
      return mapsAreLists && list.count == map.count
        && zip(list, map).enumerated().allSatisfy { index, pair in
          pair.1.key == Text(String(index)) && pair.0.means(pair.1.value, mapsAreLists: true)
        }
    default: return self == other
    }
  }
}

extension Text {
  /// The characters as UTF-8, for formats without escapes. Throws where a lone surrogate makes that impossible.
  var utf8Bytes: [UInt8] {
    get throws(EditObstacle) {
      if isLossy { throw .opaque("lone surrogate") }
      return Array(string.utf8)
    }
  }

  /// How a key that is not text is shown: `(int) 5`. Such an object is not edited.
  init(typedKey value: Value) {
    if case .bytes(let bytes) = value {
      self.init("(bytes) " + bytes.hex)
    } else {
      self.init("(\(value.kind.rawValue)) " + JSONWriter.string(value))
    }
  }
}

extension Collection<UInt8> {
  /// Two lower-case digits a byte.
  var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension Value {
  /// Text where the bytes are UTF-8, the bytes otherwise.
  init(textOrBytes bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = .string(Text(text))
    } else {
      self = .bytes(Array(bytes))
    }
  }
}
