/// `__Host-` and `__Secure-` names, which browsers hold to their promise (RFC 6265bis §4.1.3).
enum PrefixCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    examination.distinctCookies.compactMap { exchange, cookie in
      let name = cookie.name.lowercased()
      var missing: [String] = []
      if name.hasPrefix("__host-") || name.hasPrefix("__secure-") {
        if !cookie.isSecure { missing.append("no Secure") }
        if !exchange.address.isSecure { missing.append("set over http") }
      }
      if name.hasPrefix("__host-") {
        if cookie.path != "/" { missing.append("no Path=/") }
        if let domain = cookie.domain { missing.append("Domain=\(domain)") }
      }
      guard !missing.isEmpty else { return nil }
      return Diagnosis(
        name.hasPrefix("__host-") ? .hostPrefix : .securePrefix, .error,
        "\(cookie.name): \(missing.joined(separator: ", "))")
    }
  }
}
