import SessionModel
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "Moments are read and written",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("2000-02-29T12:00:00Z", 951_825_600_000),
      ("2024-02-29T23:59:59.050Z", 1_709_251_199_050), ("2026-11-22T21:20:04.123Z", 1_795_382_404_123),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func vectors(_ text: String, _ milliseconds: Int64) {
    #expect(Timestamp(parsing: text)?.milliseconds == milliseconds)
    #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
  }

  @Test(
    "Other spellings of the same moment are understood",
    arguments: [
      "2026-11-22T21:20:04Z", "2026-11-22 21:20:04", "2026-11-22t21:20:04.000000z", "2026-11-22T23:20:04+02:00",
      "2026-11-22T23:20:04+0200", "2026-11-22 23:20:04 +02", "2026-11-22T15:50:04-05:30",
    ])
  func spellings(_ text: String) {
    #expect(Timestamp(parsing: text) == Timestamp(milliseconds: 1_795_382_404_000))
  }

  @Test("A date alone is its midnight in UTC; a fraction is cut to milliseconds")
  func shortForms() {
    #expect(Timestamp(parsing: "2026-11-22")?.rfc3339 == "2026-11-22T00:00:00Z")
    #expect(Timestamp(parsing: "2026-11-22T21:20")?.rfc3339 == "2026-11-22T21:20:00Z")
    #expect(Timestamp(parsing: "2026-11-22T21:20:04.1239999")?.rfc3339 == "2026-11-22T21:20:04.123Z")
    #expect(Timestamp(parsing: "2026-11-22T21:20:04.5")?.rfc3339 == "2026-11-22T21:20:04.500Z")
  }

  @Test(
    "What is no moment is refused",
    arguments: [
      "", "2026", "2026-13-01", "2026-00-01", "2026-04-31", "2023-02-29", "1900-02-29", "2026-11-22T",
      "2026-11-22T24:00",
      "2026-11-22T21:60", "2026-11-22T21:20:04.", "2026-11-22T21:20:04+", "2026-11-22T21:20:04+02:", "2026-11-22 x",
      "2026-11-22T21:20:04Zx", "２026-11-22", "-026-11-22", "2026-11-22T21:20:61Z",
    ])
  func refused(_ text: String) { #expect(Timestamp(parsing: text) == nil) }

  @Test("A leap second is the beginning of the next minute")
  func leapSecond() {
    #expect(Timestamp(parsing: "2016-12-31T23:59:60Z")?.rfc3339 == "2017-01-01T00:00:00Z")
  }

  @Test("Every moment reads back from its text")
  func roundTrip() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<5000 {
      let time = Timestamp(milliseconds: Int64(random.next() % 315_537_897_600_000) - 62_135_596_800_000)
      #expect(Timestamp(parsing: time.rfc3339) == time)
    }
  }

  @Test("Arithmetic and conversion clamp instead of trapping")
  func clamps() {
    let end = Timestamp(milliseconds: .max)
    #expect(end + .seconds(1) == end)
    #expect(Timestamp(milliseconds: .min) + .seconds(-1) == Timestamp(milliseconds: .min))
    #expect((end - Timestamp(milliseconds: .min)) > .zero)
    #expect(Timestamp(seconds: .infinity) == end)
    #expect(Timestamp(seconds: .nan) == Timestamp(milliseconds: 0))
    #expect(Timestamp(seconds: 1.0006).milliseconds == 1001)
    #expect(Timestamp(seconds: -1.0006).milliseconds == -1001)
    #expect(Duration.seconds(Int64.max).milliseconds == .max)
    #expect(!Timestamp(milliseconds: .min).rfc3339.isEmpty)
    #expect(!end.rfc3339.isEmpty)
  }
}
