import SessionModel
import Testing

@Suite("Durations as text")
struct DurationTextTests {
  @Test(
    "Durations are one number and one unit",
    arguments: [
      (0, "0s"), (999, "0s"), (2000, "2s"), (59_999, "59s"), (60_000, "1m"), (1_740_000, "29m"), (3_600_000, "1h"),
      (86_399_999, "23h"), (259_200_000, "3d"), (1_123_200_000, "13d"), (1_209_600_000, "2w"), (-300_000, "-5m"),
      (-1, "0s"),
      (Int64.min, "-15250284452w"),
    ] as [(Int64, String)])
  func compact(_ milliseconds: Int64, _ text: String) {
    #expect(Duration.milliseconds(milliseconds).compactText == text)
  }

  @Test(
    "Typed durations are understood",
    arguments: [
      ("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("1h", 3_600_000), ("1.5h", 5_400_000), ("1h30m", 5_400_000),
      ("2d", 172_800_000), ("1w", 604_800_000), ("0s", 0), ("0.5ms", 0),
    ] as [(String, Int64)])
  func parsing(_ text: String, _ milliseconds: Int64) { #expect(Duration(parsing: text)?.milliseconds == milliseconds) }

  @Test(
    "What is no duration is refused",
    arguments: ["", "5", "s", "-5s", "5y", "5 s", "1h30", "5S", "99999999999999w", "1..5s", "5sm"])
  func refused(_ text: String) { #expect(Duration(parsing: text) == nil) }

  @Test("The exact text reads back as the same duration")
  func exact() {
    #expect(Duration.seconds(5400).exactText == "90m")
    #expect(Duration.milliseconds(1500).exactText == "1500ms")
    var random = SplitMix64(seed: 4)
    for _ in 0..<2000 {
      let duration = Duration.milliseconds(Int64(random.below(1 << 40)) * (random.chance(50) ? 1000 : 1))
      #expect(Duration(parsing: duration.exactText) == duration)
    }
  }
}
