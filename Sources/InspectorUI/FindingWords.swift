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
    case .warning(.server(let code, let detail)):
      if let finding = Finding.Code(rawValue: code).map({ Finding($0, detail: detail) }) {
        (cause, fix, self.detail) = (finding.cause, finding.fix, finding.detail)
      } else {
        (cause, fix, self.detail) = ("The server warns: \(code.prefix(60)).", "", detail.isEmpty ? nil : detail)
      }
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
