/// A Domain that the host is not in, or that nobody may set cookies for.
enum DomainCheck: DoctorCheck {
  /// The commonest public suffixes of two labels; a whole list (publicsuffix.org) would be out of date tomorrow.
  private static let publicSuffixes: Set<String> = [
    "co.uk", "org.uk", "ac.uk", "com.au", "net.au", "co.nz", "co.jp", "co.kr", "com.br", "com.cn", "com.mx", "co.za",
    "co.in", "com.tr", "com.ar", "com.sg", "github.io", "gitlab.io", "herokuapp.com", "vercel.app", "netlify.app",
    "pages.dev", "workers.dev", "web.app", "firebaseapp.com", "azurewebsites.net", "cloudfront.net", "onrender.com",
    "fly.dev", "up.railway.app", "appspot.com", "run.app", "ngrok.io", "ngrok.app", "ngrok-free.app",
  ]

  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    examination.distinctCookies.compactMap { exchange, cookie in
      guard let domain = cookie.domain else { return nil }
      let host = exchange.address.host
      let evidence = "Set-Cookie: \(cookie.name)=…; Domain=\(domain) from \(host)"
      if !SetCookie.domain(domain, matches: exchange.address) { return Diagnosis(.domainMismatch, .error, evidence) }
      if domain == host, exchange.address.isIPAddress { return nil }
      if !domain.contains(".") {
        return domain == host
          ? Diagnosis(.domainLocalhost, .warning, evidence) : Diagnosis(.domainPublicSuffix, .error, evidence)
      }
      return publicSuffixes.contains(domain) && domain != host ? Diagnosis(.domainPublicSuffix, .error, evidence) : nil
    }
  }
}
