import ArgumentParser

/// `sesspect secret`
struct SecretCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secret",
    abstract: "Print a fresh secret key: 32 random bytes, hex.",
    discussion: """
      EXAMPLES
        (umask 077; sesspect secret > secret.txt)
      """)

  func run() throws {
    try Console.standard.write(Array((Self.fresh() + "\n").utf8))
  }

  /// 64 hex digits.
  static func fresh() -> String {
    // The system's own generator: getrandom(2) on Linux, arc4random elsewhere.
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64, Array.init) }
    return bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
