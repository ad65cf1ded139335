/// More than 4096 bytes of name and value, the limit browsers share (RFC 6265bis §5.6).
enum SizeCheck: DoctorCheck {
  static let limit = 4096

  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var sizes: [String: Int] = [:]
    for (_, cookie) in examination.sessionCookies { sizes[cookie.name] = max(sizes[cookie.name] ?? 0, cookie.size) }
    return sizes.sorted { $0.key < $1.key }.compactMap { name, size in
      if size > limit { return Diagnosis(.cookieTooLarge, .error, "\(name): \(size) bytes of name and value") }
      // The next entry makes it disappear.
      return size > limit * 9 / 10
        ? Diagnosis(.cookieTooLarge, .warning, "\(name): \(size) of \(limit) bytes are used already") : nil
    }
  }
}
