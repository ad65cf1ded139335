import ArgumentParser
import SessionModel

/// `sesspect doctor URL`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find out why sessions don't work: each finding with its cause and its fix.",
    discussion: """
      Asks a web app a few harmless GET requests by way of the program curl, looks at the cookies and answers, and \
      changes nothing but its own session. Only the address given is asked, and the paths named with --path.

      It ends with 0 where all is well, 1 where it found errors or warnings, 6 where the app cannot be reached.

      EXAMPLES
        sesspect doctor http://127.0.0.1:8000/
        sesspect doctor http://127.0.0.1:8000/ --path /set-session --path /get-session
        sesspect doctor https://localhost:8443/ --insecure --json | jq '.findings[].fix'
      """)

  @Argument(help: ArgumentHelp("The address of the app.", valueName: "url")) var target: String
  @Option(help: ArgumentHelp("Another path to ask, in this order.", valueName: "path")) var path: [String] = []
  @Option(help: ArgumentHelp("A header to send, as in 'Accept-Language: en'.", valueName: "header"))
  var header: [String] = []
  @Flag(help: "Take a certificate that is not trusted.") var insecure = false
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    guard let address = WebAddress(target.contains("://") ? target : "") else {
      throw CommandFailure.doctor(.badURL(target))
    }
    let paths = try path.map { text in
      guard !text.contains("://"), let path = address.at(text) else { throw CommandFailure.doctor(.badPath(text)) }
      return path
    }
    for text in header where text.firstIndex(of: ":").map({ $0 == text.startIndex }) ?? true || text.contains("\n") {
      throw CommandFailure.doctor(.badHeader(text))
    }
    let examiner = Examiner(
      curl: Curl(headers: header, isInsecure: insecure), now: { Environment.now })
    let console = Console.standard
    let report: DoctorReport
    do {
      let examination = try Blocking.run { try await examiner.examine(address, paths: paths) }
      report = DoctorReport(examination)
    } catch let failure as Curl.Failure {
      if json {
        try console.json(DoctorReport(target: address.text, isReachable: false, diagnoses: []).json)
      }
      throw CommandFailure.doctor(.curl(failure))
    }
    if json { try console.json(report.json) } else { try report.print(to: console) }
    let (errors, warnings) = (report.count(.error), report.count(.warning))
    if errors + warnings > 0 { throw CommandFailure.doctor(.findings(errors: errors, warnings: warnings)) }
  }
}

extension DoctorReport {
  init(_ examination: Examination) {
    let recognition = Recognition(examination)
    self.init(
      target: examination.target.text, isReachable: true, framework: recognition.framework,
      format: recognition.format,
      diagnoses: DoctorChecks.diagnoses(examination).map { diagnosis in
        Entry(
          code: diagnosis.code.rawValue, severity: diagnosis.severity, evidence: diagnosis.evidence,
          cause: diagnosis.cause, fix: diagnosis.fix)
      })
  }
}
