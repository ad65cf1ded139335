/// Answers that belong to one session and may be handed to others by a cache.
enum CachingCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    for exchange in examination.exchanges where !exchange.sessionCookies.isEmpty {
      let control = exchange.response.list("cache-control")
      if control.contains(where: { $0.hasPrefix("private") || $0.hasPrefix("no-store") || $0.hasPrefix("no-cache") }) {
        continue
      }
      let isCacheable = control.contains { directive in
        directive == "public"
          || ["max-age=", "s-maxage="].contains { prefix in
            directive.hasPrefix(prefix) && Int(directive.dropFirst(prefix.count)) ?? 0 > 0
          }
      }
      let names = Set(exchange.sessionCookies.map(\.name)).sorted().joined(separator: ", ")
      if isCacheable {
        return [
          Diagnosis(
            .cachedCookie, .warning,
            "\(exchange.text) set \(names) with Cache-Control: \(control.joined(separator: ", "))")
        ]
      }
      let vary = exchange.response.list("vary")
      if !vary.contains("cookie"), !vary.contains("*") {
        return [Diagnosis(.varyMissing, .info, "\(exchange.text) set \(names) without Vary: Cookie")]
      }
    }
    return []
  }
}
