/// One answer sets one name twice: two middlewares overwrite each other.
enum DuplicateCookieCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var names: Set<String> = []
    return examination.exchanges.flatMap { exchange in
      Dictionary(grouping: exchange.sessionCookies, by: \.name).sorted { $0.key < $1.key }
        .filter { $0.value.count > 1 && names.insert($0.key).inserted }
        .map { Diagnosis(.duplicateCookieName, .error, "\(exchange.text) set \($0.key) \($0.value.count) times") }
    }
  }
}
