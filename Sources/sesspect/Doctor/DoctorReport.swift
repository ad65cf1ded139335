import SessionModel
import TerminalUI

/// What the doctor prints.
struct DoctorReport {
  var target: String
  var isReachable: Bool
  /// The running app that was attached to.
  var app: String?
  var framework: String?
  var format: String?
  var diagnoses: [Entry]

  /// One finding as it is shown, whoever found it.
  struct Entry: Hashable {
    var code: String
    var severity: Diagnosis.Severity
    var evidence: String
    var cause: String
    var fix: String
  }

  func count(_ severity: Diagnosis.Severity) -> Int { diagnoses.count { $0.severity == severity } }

  var json: Value {
    let text = SessionJSON.text
    func member(_ key: Text, _ string: String?) -> [Value.Member] { string.map { [.init(key, text($0))] } ?? [] }
    let findings = diagnoses.map { entry -> Value in
      [
        "code": text(entry.code), "severity": text(entry.severity.rawValue), "evidence": text(entry.evidence),
        "cause": text(entry.cause), "fix": text(entry.fix),
      ]
    }
    return .object(
      [SessionJSON.schema, .init("target", text(target)), .init("reachable", .bool(isReachable))]
        + member("app", app) + member("framework", framework) + member("format", format)
        + [.init("findings", .array(findings))])
  }

  /// For people: what it is, then the findings by severity, each with what was seen, why, and what to do.
  func print(to console: Console) throws {
    let width = min(console.columns, 100)
    func field(_ name: String, _ text: String?) throws {
      if let text { try console.line(name.padding(to: 11) + text) }
    }
    try field("Target", target)
    try field("App", app)
    try field("Framework", framework)
    try field("Cookie", format.map { $0 == "id" ? "a session ID, the data is on the server" : "\($0) format" })
    let headings: [(Diagnosis.Severity, String)] = [(.error, "ERRORS"), (.warning, "WARNINGS"), (.info, "NOTES")]
    for (severity, heading) in headings where count(severity) > 0 {
      try console.line()
      try console.line(heading)
      for entry in diagnoses where entry.severity == severity {
        try console.line("  " + entry.code)
        try paragraph("Seen", entry.evidence, width, console)
        try paragraph("Cause", entry.cause, width, console)
        try paragraph("Fix", entry.fix, width, console)
      }
    }
    if count(.error) + count(.warning) == 0 {
      try console.line()
      try console.line("Nothing is wrong with the sessions here.")
    }
  }

  /// A label and a text that is wrapped beside it.
  private func paragraph(_ label: String, _ text: String, _ width: Int, _ console: Console) throws {
    let indent = 11
    var lines: [String] = [""]
    for word in SafeText(untrusted: text).plain.split(separator: " ") {
      if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + word.count + 1 > max(20, width - indent) {
        lines.append("")
      }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    for (index, line) in lines.enumerated() {
      try console.line(
        (index == 0 ? ("    " + label).padding(to: indent) : String(repeating: " ", count: indent)) + line)
    }
  }
}
