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
        } else if let loss = loss(from: sent, to: cookie.value, besides: examination.ownKeys(exchange, cookie.name)) {
          found.append(Diagnosis(.sessionLost, .warning, "\(exchange.text) was sent \(cookie.name) and \(loss)"))
        }
      }
    }
    // Once for each name is enough.
    var seen: Set<Diagnosis.Code> = []
    return found.filter { seen.insert($0.code).inserted }
  }

  /// What shows that the new cookie is not the old session's; nil where nothing does.
  private static func loss(from old: String, to new: String, besides own: Set<Text>) -> String? {
    let (before, after) = (Shown(old), Shown(new))
    if let id = before.id, let other = after.id, id != other { return "answered with the ID of another session" }
    guard let sent = before.keys, let answer = after.keys else { return nil }
    let lost = sent.filter { !answer.contains($0) && !own.contains($0) }
    return lost.isEmpty ? nil : "answered with one that lacks \(lost.prefix(5).map(\.string).joined(separator: ", "))"
  }
}

/// What a session cookie shows of its session.
private struct Shown {
  var id: String?
  /// In their order.
  var keys: [Text]?

  init(_ value: String) {
    let bytes = Array(value.utf8)
    if let read = CookieFormats.recognise(bytes)?.read(bytes) {
      id = read.sessionID
      keys = read.data?.members?.map(\.key)
    } else if let data = Keygrip.data(value) {
      keys = data.members?.map(\.key)
    } else if Recognition.format(value) == "id" {
      id = value
    }
  }
}

extension Examination {
  /// Keys that the address of an exchange puts into the session itself. That it takes one out again, as the state of a
  /// login that was not finished, loses nothing: a session that was lost would have it anew.
  fileprivate func ownKeys(_ exchange: Exchange, _ name: String) -> Set<Text> {
    var keys: Set<Text> = []
    for other in exchanges where other.address == exchange.address {
      let before = other.sent[name].flatMap { Shown($0).keys } ?? []
      for cookie in other.sessionCookies where cookie.name == name {
        keys.formUnion((Shown(cookie.value).keys ?? []).filter { !before.contains($0) })
      }
    }
    return keys
  }
}
