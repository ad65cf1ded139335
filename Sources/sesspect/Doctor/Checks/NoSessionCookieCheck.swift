/// No answer set a session cookie.
enum NoSessionCookieCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    // An app that fails has a finding already.
    guard examination.sessionCookies.isEmpty, !examination.exchanges.contains(where: { $0.response.status >= 500 })
    else { return [] }
    let others = Set(examination.exchanges.flatMap { $0.response.cookies.map(\.name) }).sorted()
    let asked = examination.exchanges.map(\.text)
    let cookies = others.isEmpty ? "no Set-Cookie at all" : "other cookies only (\(others.joined(separator: ", ")))"
    let unique = asked.enumerated().filter { asked.firstIndex(of: $1) == $0 }.map(\.element)
    return [Diagnosis(.noSessionCookie, .warning, unique.joined(separator: ", ") + ": " + cookies)]
  }
}
