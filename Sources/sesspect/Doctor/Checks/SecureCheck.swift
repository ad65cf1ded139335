/// Secure cookies over http, Partitioned ones without Secure.
enum SecureCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    examination.distinctCookies.flatMap { exchange, cookie in
      var found: [Diagnosis] = []
      if cookie.isSecure, !exchange.address.isSecure {
        let evidence = "Set-Cookie: \(cookie.name)=…; Secure from \(exchange.address.origin)"
        found.append(
          exchange.address.isLoopback
            ? Diagnosis(.secureOnLoopback, .warning, evidence) : Diagnosis(.secureOnHTTP, .error, evidence))
      }
      if cookie.isPartitioned, !cookie.isSecure {
        found.append(Diagnosis(.partitionedWithoutSecure, .error, "Set-Cookie: \(cookie.name)=…; Partitioned"))
      }
      return found
    }
  }
}
