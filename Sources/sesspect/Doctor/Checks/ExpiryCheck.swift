import SessionModel

/// A session that is set and ends in the same header.
enum ExpiryCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var names: Set<String> = []
    return examination.sessionCookies.compactMap { exchange, cookie in
      // What the request carried may well be ended, and words like these end what may be there.
      guard exchange.sent[cookie.name] == nil, cookie.isExpired(at: exchange.at),
        !["", "null", "deleted", "delete", "0"].contains(cookie.value.lowercased()), names.insert(cookie.name).inserted
      else { return nil }
      let reason = cookie.maxAge.map { "Max-Age=\($0)" } ?? "Expires=\(cookie.expires?.rfc3339 ?? "")"
      return Diagnosis(.cookieExpired, .error, "Set-Cookie: \(cookie.name)=…; \(reason)")
    }
  }
}
