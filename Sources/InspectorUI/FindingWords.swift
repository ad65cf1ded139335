import InspectorCore
import SessionModel

/// Cause and fix of a finding as the screen says them.
struct FindingWords {
  let cause: String
  /// Empty where there is nothing to be done that is known here.
  let fix: String
  /// What the server adds.
  let detail: String?

  init(_ line: FindingLine) {
    switch line {
    case .warning(let warning): (cause, fix, detail) = (Sentences.text(warning), "", nil)
    case .event(let event):
      if let finding = Finding(event) {
        (cause, fix, detail) = (finding.cause, finding.fix, finding.detail)
      } else {
        // A newer server may know reasons that this inspector does not.
        let what = event.reason ?? event.kind.rawValue
        (cause, fix, detail) = ("The server reports: \(what.prefix(60)).", "", event.detail)
      }
    }
  }
}
