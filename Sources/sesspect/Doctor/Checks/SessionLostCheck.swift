import SessionCodecs
import SessionModel

/// A request that carried a session and got another one, or none.
enum SessionLostCheck: DoctorCheck {
  static func diagnoses(_ examination: Examination) -> [Diagnosis] {
    var found: [Diagnosis] = []
    for exchange in examination.exchanges {
      for cookie in exchange.sessionCookies {
        guard let sent = exchange.sent[cookie.name], sent != cookie.value else { continue }
        if cookie.isExpired(at: exchange.at) || cookie.value.isEmpty {
          // Ending it where it was begun is no logout.
          let isSetHere = examination.exchanges.contains { other in
            other.address == exchange.address && other.sent[cookie.name] == nil
              && other.sessionCookies.contains { $0.name == cookie.name && !$0.isExpired(at: other.at) }
          }
          found.append(
            isSetHere
              ? Diagnosis(.sessionLost, .warning, "\(exchange.text) ended \(cookie.name), which it had set before")
              : Diagnosis(.sessionEmptied, .info, "\(exchange.text) ended \(cookie.name)"))
        } else if let loss = loss(from: sent, to: cookie.value) {
          found.append(Diagnosis(.sessionLost, .warning, "\(exchange.text) was sent \(cookie.name) and \(loss)"))
        }
      }
    }
    // Once for each name is enough.
    var seen: Set<Diagnosis.Code> = []
    return found.filter { seen.insert($0.code).inserted }
  }

  /// What shows that the new cookie is not the old session's; nil where nothing does.
  private static func loss(from old: String, to new: String) -> String? {
    let before = Array(old.utf8)
    let after = Array(new.utf8)
    if let format = CookieFormats.recognise(before), let sent = format.read(before), let answer = format.read(after) {
      if let id = sent.sessionID, let other = answer.sessionID {
        return id == other ? nil : "answered with the ID of another session"
      }
      return lack(of: sent.data, in: answer.data)
    }
    if let sent = Keygrip.data(old), let answer = Keygrip.data(new) { return lack(of: sent, in: answer) }
    if Recognition.format(old) == "id", Recognition.format(new) == "id" {
      return "answered with the ID of another session"
    }
    return nil
  }

  private static func lack(of sent: Value?, in answer: Value?) -> String? {
    guard let old = sent?.members, let new = answer?.members else { return nil }
    let lost = old.map(\.key).filter { key in !new.contains { $0.key == key } }
    return lost.isEmpty ? nil : "answered with one that lacks \(lost.prefix(5).map(\.string).joined(separator: ", "))"
  }
}
