import SessionCodecs

/// A signature that one of the words of everyone's tutorials explains.
enum WeakSecretCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var names: Set<String> = []
    return examination.sessionCookies.compactMap { exchange, cookie in
      guard names.insert(cookie.name).inserted, let word = word(of: cookie.value) ?? word(of: cookie, exchange) else {
        return nil
      }
      let text = String(decoding: word.bytes, as: UTF8.self)
      let evidence =
        switch text {
        case "": "\(cookie.name) verifies with an empty secret"
        case "None":
          "\(cookie.name) verifies with the text ‘None’: secret_key was None, as where an environment variable is not set"
        default: "\(cookie.name) verifies with the well-known word ‘\(text)’"
        }
      return Diagnosis(.weakSecret, .error, evidence)
    }
  }

  static func word(of value: String) -> SecretKey? {
    let bytes = Array(value.utf8)
    let formats = CookieFormats.all.filter { $0.read(bytes) != nil }
    return WeakSecret.candidates.first { word in formats.contains { $0.isSigned(bytes, by: word) } }
  }

  /// The word that explains the signature in a cookie beside it.
  private static func word(of cookie: SetCookie, _ exchange: Examination.Exchange) -> SecretKey? {
    guard let signature = exchange.response.cookies.first(where: { $0.name == cookie.name + Keygrip.suffix }) else {
      return nil
    }
    return WeakSecret.candidates.first { word in
      Keygrip.isSigned(name: cookie.name, value: cookie.value, signature: signature.value, by: word)
    }
  }
}
