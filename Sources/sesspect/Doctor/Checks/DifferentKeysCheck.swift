/// The same text of the same second under two signatures: two processes with a key each.
enum DifferentKeysCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var signatures: [String: Set<String>] = [:]
    var name = ""
    for exchange in examination.exchanges + examination.strangers {
      let names = exchange.sessionCookies.map(\.name)
      // Two of one name in one answer are two middlewares, and a finding of their own.
      for cookie in exchange.sessionCookies where names.count(where: { $0 == cookie.name }) == 1 {
        guard let format = Recognition.format(cookie.value), ["starlette", "flask", "django"].contains(format),
          let end = cookie.value.lastIndex(where: { $0 == "." || $0 == ":" })
        else { continue }
        let signed = cookie.name + "=" + cookie.value[..<end]
        signatures[signed, default: []].insert(String(cookie.value[end...]))
        if signatures[signed]?.count ?? 0 > 1 { name = cookie.name }
      }
    }
    guard let most = signatures.values.map(\.count).max(), most > 1 else { return [] }
    return [
      Diagnosis(
        .differentKeys, .error, "\(name): \(most) different signatures for one and the same content and second")
    ]
  }
}
