import SessionModel

extension ErrorMessages {
  /// What a change of sessions that live in their browsers still waits for.
  static func waiting(_ receipt: Receipt) -> String {
    receipt.pending == 1
      ? "It waits for the browser's next request." : "They wait for their browsers' next requests."
  }

  /// `Warning: The secret key can be guessed, … Use 32 random bytes: …`
  static func warning(code: String, detail: String) -> String {
    guard let code = Finding.Code(rawValue: code) else { return "Warning: \(plain(detail))." }
    return "Warning: \(code.cause)" + (detail.isEmpty ? "" : " (\(plain(detail)))") + "\n  \(code.fix)"
  }
}
