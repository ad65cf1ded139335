/// One thing to look for in what an app answered. A file in `Checks`, a line in `DoctorChecks`.
protocol DoctorCheck: SendableMetatype {
  static func diagnoses(_ examination: Examination) -> [Diagnosis]
}

/// All checks, in the order of the report within one severity.
enum DoctorChecks {
  static let all: [any DoctorCheck.Type] = [
    ErrorTextCheck.self,
    NoSessionCookieCheck.self,
    WeakSecretCheck.self,
    DifferentKeysCheck.self,
    SecureCheck.self,
    SameSiteCheck.self,
    DomainCheck.self,
    PathCheck.self,
    PrefixCheck.self,
    SizeCheck.self,
    ExpiryCheck.self,
    DuplicateCookieCheck.self,
    SessionLostCheck.self,
    ClockCheck.self,
    CachingCheck.self,
    RollingCheck.self,
  ]

  /// Everything found, errors first.
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    let found = all.flatMap { $0.diagnoses(examination) }
    return Diagnosis.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
  }
}
