import SessionCodecs
import SessionModel

extension ErrorMessages {
  static func cookie(_ problem: CommandFailure.CookieProblem) -> Complaint {
    let formats = CookieFormats.all.map(\.name).joined(separator: ", ")
    switch problem {
    case .unknownFormat(let recognised?):
      return Complaint(
        .failed, "unsupported_format", "This looks like a \(plain(recognised)) cookie, which cannot be read here.",
        hint: "Those that can: \(formats).")
    case .unknownFormat(nil):
      return Complaint(
        .failed, "unknown_format", "This is no session cookie of a format known here.",
        hint: "Those known: \(formats). Paste the value as it stands in Set-Cookie or in the browser's tools.")
    case .noSuchFormat(let name):
      return Complaint(
        .usage, "no_such_format", "There is no cookie format \(quoted(name)).", hint: "There are: \(formats).")
    case .notOfFormat(let name):
      return Complaint(.failed, "not_of_format", "The cookie does not have the layout of \(plain(name))'s.")
    case .needsSecret:
      return Complaint(
        .refused, "needs_secret", "This needs the app's secret key.", hint: "--secret-file FILE, or --secret-env NAME.")
    case .wrongSecret:
      return Complaint(.failed, "wrong_secret", "The secret key did not sign this cookie.")
    case .unsignable(let obstacle):
      let reason =
        switch obstacle {
        case .undecodable(let detail): plain(detail)
        case .duplicateKeys: "it has one key twice"
        case .opaque(let type): "it holds a \(plain(type))"
        case .needsSecret, .wrongSecret, .readOnlyCodec, .notSupported: "the format does not allow it"
        }
      return Complaint(
        .failed, "not_signable", "This JSON cannot be the content of such a cookie: \(reason).",
        hint: "A session is an object, {\"user\": \"alice\"}; for express it is the session's ID as text.")
    case .needsFormat:
      return Complaint(
        .usage, "needs_format", "Which format is the cookie to have?", hint: "--format NAME: \(formats).")
    }
  }
}
