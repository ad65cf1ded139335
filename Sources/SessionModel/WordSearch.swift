/// Finds one text inside UTF-8 bytes, ignoring case.
///
/// ASCII letters match whatever their case. A text with other characters is compared after mapping every scalar to
/// lower case (Unicode `Lowercase_Mapping`, without its context rules).
final class WordSearch: Sendable {
  /// The text in lower case.
  let needle: [UInt8]
  let isASCII: Bool
  /// The two places in the needle whose bytes are rarest in JSON, in order; equal for a needle of one byte.
  private let probes: (first: Int, second: Int)
  /// What is or-ed to a byte of the text before it is compared with the needle's: 0x20 for letters.
  private let folds: [UInt8]

  init(_ text: String) {
    let folded = Self.lowercased(Array(text.utf8)[...])
    needle = folded
    isASCII = needle.allSatisfy { $0 < 0x80 }
    folds = needle.map { $0 >= 0x61 && $0 <= 0x7a ? 0x20 : 0 }
    let ranked = needle.indices.sorted { Self.frequency(folded[$0]) < Self.frequency(folded[$1]) }
    let first = ranked.first ?? 0
    let second = ranked.dropFirst().first { folded[$0] != folded[first] } ?? ranked.dropFirst().first ?? first
    probes = (min(first, second), max(first, second))
  }

  /// Whether decoded text holds the needle.
  func occurs(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if firstHit(in: bytes) != nil { return true }
    if isASCII || !bytes.hasByteAboveASCII { return false }
    // The text may hold the needle's capitals.
    return Self.lowercased(bytes[...]).withUnsafeBufferPointer { firstHit(in: $0) != nil }
  }

  func occurs(in text: String) -> Bool { text.withUTF8Bytes(occurs(in:)) }

  /// Where the needle's bytes first stand in `bytes`, ASCII letters in either case.
  func firstHit(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress, bytes.count >= needle.count else { return needle.isEmpty ? 0 : nil }
    return needle.withUnsafeBufferPointer { needle in
      folds.withUnsafeBufferPointer { folds in
        Self.search(UnsafeRawPointer(base), bytes.count, needle, folds, probes)
      }
    }
  }

  /// Looks at sixteen places at once for the two rare bytes, and compares the whole needle where both are.
  private static func search(
    _ base: UnsafeRawPointer, _ count: Int, _ needle: UnsafeBufferPointer<UInt8>, _ folds: UnsafeBufferPointer<UInt8>,
    _ probes: (first: Int, second: Int)
  ) -> Int? {
    if needle.isEmpty { return 0 }
    let places = count - needle.count + 1
    let first = SIMD16<UInt8>(repeating: needle[probes.first])
    let second = SIMD16<UInt8>(repeating: needle[probes.second])
    let firstFold = SIMD16<UInt8>(repeating: folds[probes.first])
    let secondFold = SIMD16<UInt8>(repeating: folds[probes.second])
    var place = 0
    @inline(__always) func hits(_ place: Int) -> SIMD2<UInt64> {
      let a = (base + place + probes.first).loadUnaligned(as: SIMD16<UInt8>.self) | firstFold
      let b = (base + place + probes.second).loadUnaligned(as: SIMD16<UInt8>.self) | secondFold
      return unsafeBitCast((a .== first) .& (b .== second), to: SIMD2<UInt64>.self)
    }
    @inline(__always) func hit(_ start: Int) -> Int? {
      let near = hits(start)
      guard near[0] | near[1] != 0 else { return nil }
      for candidate in start..<start + 16 where matches(base + candidate, needle, folds) { return candidate }
      return nil
    }
    while place + 32 <= places {
      let near = hits(place) | hits(place + 16)
      if near[0] | near[1] != 0 {
        for candidate in place..<place + 32 where matches(base + candidate, needle, folds) { return candidate }
      }
      place += 32
    }
    // The last places are looked at sixteen at a time too, some of them twice.
    if place < places, places >= 16 {
      return place + 16 <= places ? hit(place) ?? hit(places - 16) : hit(places - 16)
    }
    while place < places {
      if matches(base + place, needle, folds) { return place }
      place += 1
    }
    return nil
  }

  @inline(__always)
  private static func matches(
    _ text: UnsafeRawPointer, _ needle: UnsafeBufferPointer<UInt8>, _ folds: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    for index in 0..<needle.count where text.load(fromByteOffset: index, as: UInt8.self) | folds[index] != needle[index]
    {
      return false
    }
    return true
  }

  private static func lowercased(_ bytes: some Collection<UInt8>) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 } }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      output.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
    return output
  }

  /// How common a byte is in session payloads, roughly; only the order matters.
  private static func frequency(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "\""): 100
    case UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: ","): 90
    case UInt8(ascii: "e"), UInt8(ascii: "a"), UInt8(ascii: "t"): 80
    case UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "n"), UInt8(ascii: "s"), UInt8(ascii: "r"): 70
    case 0x30...0x39: 65
    case UInt8(ascii: "d"), UInt8(ascii: "c"), UInt8(ascii: "l"), UInt8(ascii: "m"), UInt8(ascii: "u"): 60
    case UInt8(ascii: "f"), UInt8(ascii: "b"), UInt8(ascii: "p"), UInt8(ascii: "h"), UInt8(ascii: "g"): 50
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): 40
    case 0x61...0x7a: 20
    default: 10
    }
  }
}
