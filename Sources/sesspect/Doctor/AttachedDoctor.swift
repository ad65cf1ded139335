import SessionModel
import SessionStores

/// Examines an app from inside: what its debug endpoint warns of, and what it remembers to have gone wrong.
struct AttachedDoctor: Sendable {
  let store: any SessionStore

  /// Events come at once, as far as the server remembers; a silence this long says that those were all.
  private static let silence = Duration.milliseconds(400)
  private static let longest = Duration.seconds(5)

  func report() async -> DoctorReport {
    let info = await store.info
    var entries: [DoctorReport.Entry] = info.warnings.compactMap { warning in
      guard case .server(let code, let detail) = warning else { return nil }
      guard let known = Finding.Code(rawValue: code) else {
        return .init(
          code: code, severity: .warning, evidence: detail, cause: detail,
          fix: "Upgrade sesspect, which does not know this yet.")
      }
      return .init(Finding(known, detail: detail), severity: Self.severity(known), evidence: detail)
    }
    entries += Self.entries(await pastEvents())
    let order = Diagnosis.Severity.allCases
    return DoctorReport(
      target: info.target, isReachable: true, app: info.location,
      diagnoses: order.flatMap { severity in entries.filter { $0.severity == severity } })
  }

  /// One entry for each kind of thing, however often it happened.
  static func entries(_ events: [SessionEvent]) -> [DoctorReport.Entry] {
    var codes: [Finding.Code] = []
    var found: [Finding.Code: [SessionEvent]] = [:]
    for event in events {
      guard let finding = Finding(event) else { continue }
      if found[finding.code] == nil { codes.append(finding.code) }
      found[finding.code, default: []].append(event)
    }
    return codes.compactMap { code in
      guard let events = found[code], let last = events.last else { return nil }
      var parts = [events.count == 1 ? "once" : "\(ErrorMessages.grouped(events.count)) times"]
      var place = "last at \(last.at.rfc3339)"
      if let request = last.request { place += " by \(request.method) \(request.path)" }
      parts.append(place)
      if let other = last.other { parts.append("against \(other.method) \(other.path)") }
      let paths = Set(last.changes.map { $0.path.description }).sorted().prefix(5)
      if !paths.isEmpty { parts.append("entries: " + paths.joined(separator: ", ")) }
      if let size = last.size, code == .cookieTooLarge { parts.append("\(ErrorMessages.grouped(size)) bytes") }
      if let detail = last.detail, !detail.isEmpty { parts.append(detail) }
      return .init(
        Finding(code, detail: last.detail), severity: severity(code), evidence: parts.joined(separator: ", "))
    }
  }

  private static func severity(_ code: Finding.Code) -> Diagnosis.Severity {
    switch code {
    case .weakSecret, .sameSiteNoneWithoutSecure, .duplicateCookieName, .cookieTooLarge, .undecodable: .error
    case .expired, .severalWorkers, .cookieNameShared: .info
    default: .warning
    }
  }

  private func pastEvents() async -> [SessionEvent] {
    let signals = store.signals()
    let collected = EventBox()
    let reading = Task {
      for await signal in signals {
        if case .event(let event) = signal { await collected.add(event) } else { await collected.touch() }
      }
    }
    let end = ContinuousClock.now + Self.longest
    while ContinuousClock.now < end, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(50))
      if await collected.silence >= Self.silence { break }
    }
    reading.cancel()
    return await collected.events
  }

  private actor EventBox {
    var events: [SessionEvent] = []
    private var last = ContinuousClock.now
    var silence: Duration { ContinuousClock.now - last }
    func add(_ event: SessionEvent) {
      events.append(event)
      last = .now
    }
    func touch() { last = .now }
  }
}

extension DoctorReport.Entry {
  init(_ finding: Finding, severity: Diagnosis.Severity, evidence: String) {
    self.init(
      code: finding.code.rawValue, severity: severity, evidence: evidence, cause: finding.cause, fix: finding.fix)
  }
}
