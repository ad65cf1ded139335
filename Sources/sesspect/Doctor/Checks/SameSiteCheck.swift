/// SameSite=None needs Secure.
enum SameSiteCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    examination.distinctCookies.filter { $0.cookie.sameSite == SetCookie.SameSite.none && !$0.cookie.isSecure }.map {
      Diagnosis(.sameSiteNoneWithoutSecure, .error, "Set-Cookie: \($0.cookie.name)=…; SameSite=None")
    }
  }
}
