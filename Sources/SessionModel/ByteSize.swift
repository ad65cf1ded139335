/// A number of bytes as people read and type it; 1 KB is 1024 bytes.
///
/// ```swift
/// ByteSize(4096).description       // "4.0 KB"
/// ByteSize(parsing: "1.5M")?.bytes  // 1572864
/// ```
public struct ByteSize: Sendable, Hashable, Comparable {
  public var bytes: Int

  public init(_ bytes: Int) { self.bytes = bytes }

  public static func < (a: ByteSize, b: ByteSize) -> Bool { a.bytes < b.bytes }

  private static let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]

  /// Reads `300`, `300b`, `4k`, `4kb`, `1.5M`, `4.0 KB`; nil for anything else, and beyond the range of `Int`.
  public init?(parsing text: String) {
    var rest = Substring(text)
    guard let amount = DecimalAmount(takingFrom: &rest) else { return nil }
    while rest.first == " " { rest = rest.dropFirst() }
    var unit = rest.lowercased()
    if unit.hasSuffix("b") { unit.removeLast() }
    guard let power = ["", "k", "m", "g", "t", "p", "e"].firstIndex(of: unit),
      let bytes = amount.multiplied(by: 1 << (Int64(power) * 10)), let exact = Int(exactly: bytes)
    else { return nil }
    self.bytes = exact
  }

  /// `4k`, `1M`, `300`: the shortest text that reads back as the same number of bytes.
  public var exactText: String {
    var amount = bytes
    var power = 0
    while amount != 0, amount % 1024 == 0, power < 4 {
      amount /= 1024
      power += 1
    }
    return "\(amount)" + ["", "k", "M", "G", "T"][power]
  }
}

extension ByteSize: CustomStringConvertible {
  /// At most three digits and a unit: `396 B`, `4.0 KB`, `38.2 KB`, `512 KB`.
  public var description: String {
    var power = 0
    var divisor: UInt = 1
    let magnitude = bytes.magnitude
    while power < Self.units.count - 1, magnitude / divisor >= 1024 {
      divisor *= 1024
      power += 1
    }
    let sign = bytes < 0 ? "-" : ""
    if power == 0 { return "\(sign)\(magnitude) B" }
    let whole = magnitude / divisor
    // Tenths are cut, not rounded, so that 1023.99 KB never reads 1024.0 KB.
    let tenth = magnitude % divisor * 10 / divisor
    return whole >= 100 ? "\(sign)\(whole) \(Self.units[power])" : "\(sign)\(whole).\(tenth) \(Self.units[power])"
  }
}
