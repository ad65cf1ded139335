import SessionCodecs

/// The same session sent again with a new time: Starlette before 1.0 does so on every answer.
enum RollingCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    let format = StarletteCookie()
    for exchange in examination.exchanges {
      // From 1.0 on Starlette sets Vary, and sends the cookie only where the app wrote to the session.
      guard !exchange.response.list("vary").contains("cookie") else { continue }
      for cookie in exchange.sessionCookies {
        guard let sent = exchange.sent[cookie.name], let before = format.read(Array(sent.utf8)),
          let after = format.read(Array(cookie.value.utf8)), before.data == after.data
        else { continue }
        return [Diagnosis(.rolling, .info, "\(exchange.text) set \(cookie.name) again with the same entries")]
      }
    }
    return []
  }
}
