import InspectorCore
import SessionModel

/// Cause and fix of a finding, a sentence each.
struct FindingWords {
  let cause: String
  let fix: String

  init(_ line: FindingLine) {
    switch line {
    case .warning(let warning): (cause, fix) = (Sentences.text(warning), "")
    case .event(let event): (cause, fix) = Self.words(event)
    }
  }

  private static func words(_ event: SessionEvent) -> (String, String) {
    switch event.kind {
    case .lostUpdate:
      (
        "Two responses began from the same cookie and this one's change was overwritten.",
        "Send such requests one after the other, or keep the data on the server."
      )
    case .cookieTooLarge:
      (
        "The cookie is larger than browsers keep (4096 bytes), so it is dropped without a word.",
        "Put less into the session, or keep it on the server."
      )
    case .cookieRejected: rejected(event)
    default: unsaved(event)
    }
  }

  private static func unsaved(_ event: SessionEvent) -> (String, String) {
    switch event.reason {
    case "nested-in-place":
      (
        "A value inside the session was changed in place, which is not noticed, so it was not saved.",
        "Assign the key again after changing what is in it."
      )
    case "after-response":
      (
        "The session was written after the response's head was sent, when no cookie can be set any more.",
        "Write it before the response begins: not in background tasks, streams or teardown."
      )
    case "websocket":
      ("The session was written in a WebSocket, which cannot set a cookie.", "Write it in an ordinary request.")
    case "unhandled-error":
      (
        "The handler failed with an error nobody caught, so the session it had changed was not saved.",
        "Handle the error, or save nothing that depends on it."
      )
    default: ("A change of the session was not saved.", "Look at the request that made it.")
    }
  }

  private static func rejected(_ event: SessionEvent) -> (String, String) {
    switch event.reason {
    case "bad-signature":
      ("A cookie's signature does not fit: it was changed, or another app set it.", "Give each app its own cookie name.")
    case "expired": ("A cookie is older than the app allows.", "Log in again, or raise the session's max_age.")
    case "clock-skew": ("A cookie comes from the future.", "Set the clocks of all servers by NTP.")
    case "wrong-secret":
      (
        "A cookie was signed with another secret key: the key changed, or workers have different ones.",
        "Give all workers one fixed secret, and keep it over restarts."
      )
    default: ("A cookie cannot be read.", "Look for another app or middleware that sets the same cookie name.")
    }
  }
}
