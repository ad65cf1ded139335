/// A Path under which the asked address does not lie: the browser keeps the cookie and does not send it back.
enum PathCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    examination.distinctCookies.compactMap { exchange, cookie in
      let path = cookie.path ?? SetCookie.defaultPath(of: exchange.address.path)
      guard !SetCookie.path(path, covers: exchange.address.path) else { return nil }
      return Diagnosis(
        .pathNotCovering, .warning, "Set-Cookie: \(cookie.name)=…; Path=\(path) from \(exchange.address.path)")
    }
  }
}
