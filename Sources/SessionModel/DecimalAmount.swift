/// A decimal number a person typed, `1.5`, kept as an integer and a power of ten.
struct DecimalAmount {
  private var digits: Int64 = 0
  private var divisor: Int64 = 1

  /// Takes digits with at most one point between them off the front of `text`; nil when there are none or too many.
  init?(takingFrom text: inout Substring) {
    var isFraction = false
    var hasDigit = false
    var rest = text
    while let byte = rest.utf8.first {
      if byte == UInt8(ascii: "."), !isFraction, hasDigit, let next = rest.utf8.dropFirst().first, next &- 0x30 <= 9 {
        isFraction = true
      } else if byte &- 0x30 <= 9 {
        let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = shifted.addingReportingOverflow(Int64(byte - 0x30))
        guard !overflow, !carry, divisor <= 100_000_000 else { return nil }
        digits = sum
        if isFraction { divisor *= 10 }
        hasDigit = true
      } else {
        break
      }
      rest = Substring(rest.unicodeScalars.dropFirst())
    }
    guard hasDigit else { return nil }
    text = rest
  }

  /// The amount times a unit, cut to a whole number; nil on overflow.
  func multiplied(by unit: Int64) -> Int64? {
    let (high, low) = digits.multipliedFullWidth(by: unit)
    guard high >= 0, high < divisor else { return nil }
    let quotient = UInt64(divisor).dividingFullWidth((UInt64(high), low)).quotient
    return Int64(exactly: quotient)
  }
}
