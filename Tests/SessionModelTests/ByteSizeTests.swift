import SessionModel
import Testing

@Suite("Byte sizes")
struct ByteSizeTests {
  @Test(
    "Sizes are short",
    arguments: [
      (0, "0 B"), (396, "396 B"), (1023, "1023 B"), (1024, "1.0 KB"), (4096, "4.0 KB"), (39_180, "38.2 KB"),
      (524_288, "512 KB"),
      (1_048_575, "1023 KB"), (1_048_576, "1.0 MB"), (1_572_864, "1.5 MB"), (Int.max, "7.9 EB"), (-4096, "-4.0 KB"),
      (Int.min, "-8.0 EB"),
    ])
  func description(_ bytes: Int, _ text: String) { #expect(ByteSize(bytes).description == text) }

  @Test(
    "Typed sizes are understood",
    arguments: [
      ("0", 0), ("300", 300), ("300b", 300), ("4k", 4096), ("4K", 4096), ("4kb", 4096), ("4.0 KB", 4096),
      ("1M", 1_048_576),
      ("1.5MB", 1_572_864), ("2g", 2_147_483_648), ("0.5k", 512), ("7E", 8_070_450_532_247_928_832),
    ])
  func parsing(_ text: String, _ bytes: Int) { #expect(ByteSize(parsing: text)?.bytes == bytes) }

  @Test(
    "What is no size is refused",
    arguments: ["", "k", "-1", "4x", "4kk", "1.", ".5k", "4 k b", "8E", "99999999999999999999", "1.2.3k", "٤k", "4bb"])
  func refused(_ text: String) { #expect(ByteSize(parsing: text) == nil) }

  @Test("The exact text reads back as the same number")
  func exact() {
    var random = SplitMix64(seed: 2)
    #expect(ByteSize(4096).exactText == "4k")
    for _ in 0..<2000 {
      let size = ByteSize(random.below(1 << 20) << random.below(40))
      #expect(ByteSize(parsing: size.exactText) == size)
    }
  }
}
