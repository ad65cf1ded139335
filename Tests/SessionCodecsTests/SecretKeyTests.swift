import SessionModel
import Testing

@testable import SessionCodecs

@Suite("Secret keys")
struct SecretKeyTests {
  @Test("A key is never printed")
  func hidden() {
    let key = SecretKey("hunter2")
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\([key])", "\(Optional(key) as Any)", dumped] {
      #expect(!text.contains("hunter2") && !text.contains("104") && text.contains("‹secret›"))
    }
  }

  @Test("Laravel's keys are base64 or plain, of 16 or 32 bytes")
  func laravel() {
    #expect(SecretKey(laravel: "base64:AAECAwQFBgcICQoLDA0ODw==")?.bytes == Array(0..<16))
    #expect(SecretKey(laravel: "0123456789abcdef0123456789abcdef")?.bytes.count == 32)
    #expect(SecretKey(laravel: "base64:AAEC") == nil)
    #expect(SecretKey(laravel: "base64:***") == nil)
    #expect(SecretKey(laravel: "short") == nil)
    #expect(SecretKey(laravel: "") == nil)
  }

  @Test("Comparison tells equal from different")
  func comparison() {
    #expect(SecretKey.areEqual([1, 2, 3], [1, 2, 3]))
    #expect(!SecretKey.areEqual([1, 2, 3], [1, 2, 4]))
    #expect(!SecretKey.areEqual([1, 2], [1, 2, 3]))
    #expect(SecretKey.areEqual([UInt8](), [UInt8]()))
  }
}
