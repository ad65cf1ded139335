import ArgumentParser
import DebugProtocol
import SessionModel

/// `sesspect doctor URL|TARGET`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find out why sessions don't work: each finding with its cause and its fix.",
    discussion: """
      From outside it asks a web app a few harmless GET requests by way of the program curl, looks at the cookies and \
      answers, and changes nothing but its own session. Only the address given is asked, and the paths named with --path. Given a \
      debug endpoint (unix:PATH, pid:N, app:NAME) it tells what the app itself has noticed: cookies refused, changes \
      lost, settings that hurt.

      It ends with 0 where all is well, 1 where it found errors or warnings, 6 where the app cannot be reached.

      EXAMPLES
        sesspect doctor http://127.0.0.1:8000/
        sesspect doctor http://127.0.0.1:8000/ --path /set-session --path /get-session
        sesspect doctor pid:4711
        sesspect doctor https://localhost:8443/ --insecure --json | jq '.findings[].fix'
      """)

  @Argument(
    help: ArgumentHelp(
      "The address of the app, or the debug endpoint of a running one; without it, the one that runs here.",
      valueName: "url|target"))
  var target: String?
  @Option(help: ArgumentHelp("Another path to ask, in this order.", valueName: "path")) var path: [String] = []
  @Option(help: ArgumentHelp("A header to send, as in 'Accept-Language: en'.", valueName: "header"))
  var header: [String] = []
  @Flag(help: "Take a certificate that is not trusted.") var insecure = false
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let report = try report()
    let console = Console.standard
    if json { try console.json(report.json) } else { try report.print(to: console) }
    let (errors, warnings) = (report.count(.error), report.count(.warning))
    if errors + warnings > 0 { throw CommandFailure.doctor(.findings(errors: errors, warnings: warnings)) }
  }

  private func report() throws -> DoctorReport {
    if let target, target.lowercased().hasPrefix("http://") || target.lowercased().hasPrefix("https://") {
      return try visit(target)
    }
    let name = try target ?? running()
    let request = try TargetOptions.parse([]).request(name)
    switch request.address {
    case .socket, .process, .app:
      return try Blocking.run {
        // What a server warns of is among the findings.
        try await OpenTarget.using(request, warns: false) { await AttachedDoctor(store: $0.store).report() }
      }
    case .url(let scheme, let url) where scheme.hasPrefix("http"): return try visit(url)
    case .file, .url: throw CommandFailure.doctor(.badURL(name))
    }
  }

  /// The one app whose endpoint is found by itself.
  private func running() throws -> String {
    let found = try EndpointOpener.running()
    guard let first = found.first else { throw CommandFailure.doctor(.nothingRuns) }
    guard found.count == 1 else {
      throw CommandFailure.doctor(.severalRun(found.map { "\($0.address)" }))
    }
    return first.address.description
  }

  private func visit(_ url: String) throws -> DoctorReport {
    guard let address = WebAddress(url) else { throw CommandFailure.doctor(.badURL(url)) }
    let paths = try path.map { text in
      guard !text.contains("://"), let path = address.at(text) else { throw CommandFailure.doctor(.badPath(text)) }
      return path
    }
    for text in header where text.firstIndex(of: ":").map({ $0 == text.startIndex }) ?? true || text.contains("\n") {
      throw CommandFailure.doctor(.badHeader(text))
    }
    let examiner = Examiner(curl: Curl(headers: header, isInsecure: insecure), now: { Environment.now })
    do {
      return DoctorReport(
        try Blocking.run {
          do {
            return try await examiner.examine(address, paths: paths)
          } catch {
            // Ctrl-C ends curl too, whose failure is then none of the app's.
            try Task.checkCancellation()
            throw error
          }
        })
    } catch let failure as Curl.Failure {
      if json { try Console.standard.json(DoctorReport(target: address.text, isReachable: false, diagnoses: []).json) }
      throw CommandFailure.doctor(.curl(failure))
    }
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
