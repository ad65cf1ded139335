import SessionModel
import Testing

@Suite("Comparing numbers")
struct DecimalTextTests {
  private func order(_ a: String, _ b: String) -> Int? { Number(verbatim: a).compared(to: Number(verbatim: b)) }

  @Test(
    "Numbers of one value are equal however they are written",
    arguments: [
      ("1", "1.0"), ("-0", "0"), ("0.0", "-0e5"), ("100", "1e2"), ("0.001", "1E-3"), ("12.50", "1.25e+1"),
      ("9007199254740993", "9007199254740993.000"), ("Infinity", "Infinity"),
    ])
  func equal(_ a: String, _ b: String) { #expect(order(a, b) == 0) }

  @Test(
    "The smaller number comes first, exactly",
    arguments: [
      ("9007199254740992", "9007199254740993"), ("-2", "-1"), ("-1", "0"), ("0", "1e-400"), ("9e399", "1e400"),
      ("0.1", "0.10000000000000000000001"), ("99", "100"), ("0.09", "0.1"), ("-Infinity", "-1e999"),
      ("1e999", "Infinity"),
      ("12345678901234567890", "12345678901234567891"), ("1e-99999999999999999999", "1"),
    ])
  func less(_ a: String, _ b: String) {
    #expect(order(a, b) == -1)
    #expect(order(b, a) == 1)
  }

  @Test("What is no number has no order", arguments: ["NaN", "", "-", "1.", ".5", "01", "1e", "0x1", "+1", "Infinit"])
  func none(_ text: String) { #expect(order(text, "1") == nil) }

  @Test("The order agrees with that of doubles where these are exact")
  func doubles() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<5000 {
      let a = Double(random.below(20001) - 10000) / 8
      let b = Double(random.below(20001) - 10000) / 8
      #expect(order("\(a)", "\(b)") == (a < b ? -1 : a > b ? 1 : 0))
    }
  }
}
