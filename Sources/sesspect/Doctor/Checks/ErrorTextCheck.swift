/// What the app itself says of its failure.
enum ErrorTextCheck: DoctorCheck {
  /// Texts that name the cause, the most telling first.
  private static let texts: [(text: String, code: Diagnosis.Code)] = [
    ("No module named 'itsdangerous'", .itsdangerousMissing),
    ("'dict' object has no attribute 'accessed'", .sessionReplaced),
    ("is not JSON serializable", .notJSON),
    ("The session is unavailable because no secret key was set", .noSecretKey),
    ("secret option required for sessions", .noSecretKey),
    ("The SECRET_KEY setting must not be empty", .noSecretKey),
    ("'WSGIRequest' object has no attribute 'session'", .djangoMiddleware),
    ("'ASGIRequest' object has no attribute 'session'", .djangoMiddleware),
    ("requires session middleware to be installed", .djangoMiddleware),
    ("no such table: django_session", .tableMissing),
    ("relation \"django_session\" does not exist", .tableMissing),
  ]
  /// Starlette's and our own middleware's; under `python -O`, which takes out Starlette's `assert`, the line of code
  /// that fails.
  private static let missing = [
    "SessionMiddleware must be installed to access request.session", "KeyError: 'session'",
  ]

  /// The text that says that there is no session; nil where the body says something else.
  private static func complaint(_ body: String) -> String? {
    if body.contains(missing[0]) { return missing[0] }
    return body.contains(missing[1]) && body.contains("scope[\"session\"]") ? missing[1] : nil
  }

  /// What HummingbirdSessions adds where a middleware was made and did not run.
  private static let notReached = "it did not run before this code"

  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var found: [Diagnosis] = []
    let failures = examination.exchanges.filter { $0.response.status >= 500 }
    for exchange in failures {
      let body = HTMLText.plain(exchange.response.body)
      let others = Set(examination.exchanges.filter { $0.response.status < 500 }.map(\.address.path))
      let place = exchange.text + (others.isEmpty ? " (every path asked fails)" : " (other paths answer)")
      if let text = complaint(body) {
        let worksElsewhere = examination.exchanges.contains {
          $0.response.status < 500 && $0.address.path != exchange.address.path && !$0.sessionCookies.isEmpty
        }
        let cause = Traceback(body, before: text)?.cause
        var code = cause?.code ?? (body.contains(notReached) ? .middlewareOrder : .middlewareNotAdded)
        if code == .middlewareNotAdded, worksElsewhere { code = .middlewareSubApp }
        found.append(Diagnosis(code, .error, "\(place): \(text)" + (cause.map { "; " + $0.evidence } ?? "")))
      } else if let known = texts.first(where: { body.contains($0.text) }) {
        found.append(Diagnosis(known.code, .error, "\(place): \(known.text)"))
      } else {
        found.append(Diagnosis(.serverError, .error, place))
      }
    }
    var seen: Set<Diagnosis.Code> = []
    return found.filter { seen.insert($0.code).inserted }
  }
}

/// The text of a debug page.
enum HTMLText {
  private static let entities = [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&"),
  ]

  /// Character references undone; tags stay, for the texts looked for have none inside.
  static func plain(_ body: String) -> String {
    guard body.contains("&") else { return body }
    return entities.reduce(body) { $0.replacing($1.0, with: $1.1) }
  }
}
