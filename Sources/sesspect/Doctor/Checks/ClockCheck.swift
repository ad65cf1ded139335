import SessionCodecs
import SessionModel

/// Clocks that differ: a cookie from the future is refused, one from the past ends too early.
enum ClockCheck: DoctorCheck {
  /// Seconds of difference to this machine that are worth a word.
  static let tolerance: Int64 = 5

  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var found: [Diagnosis] = []
    for exchange in examination.exchanges {
      // An answer out of a cache has an old date.
      guard exchange.response.value("age") == nil, let date = exchange.response.value("date").flatMap(HTTPDate.parse)
      else { continue }
      let difference = (date - exchange.at).milliseconds / 1000
      if abs(difference) > tolerance {
        let direction = difference > 0 ? "ahead of" : "behind"
        found.append(
          Diagnosis(
            .clockDiffers, .warning,
            "the server's Date is \(abs(difference)) s \(direction) this machine's clock"))
      }
      for cookie in exchange.sessionCookies {
        guard let format = CookieFormats.recognise(Array(cookie.value.utf8)),
          let issued = format.read(Array(cookie.value.utf8))?.issued
        else { continue }
        let ahead = (issued - date).milliseconds / 1000
        if ahead > 2, ahead < 86_400 * 365 {
          found.append(
            Diagnosis(.clockSkew, .error, "\(cookie.name) was signed \(ahead) s after the answer's own Date"))
        }
      }
    }
    var seen: Set<Diagnosis.Code> = []
    return found.filter { seen.insert($0.code).inserted }
  }
}
