import ArgumentParser
import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program: parses the arguments, runs the command, turns errors into sentences and exit codes.
@main
enum Main {
  static func main() {
    // A closed pipe and a file size limit come back as errors of the write, where they can be dealt with.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  static func run(_ arguments: [String]) -> RunStatus {
    let console = Console.standard
    do {
      var command = try Sesspect.parseAsRoot(DashedValues.guarded(arguments))
      try command.run()
      try console.flush()
      return .done
    } catch is Console.OutputClosed {
      // Whoever read this has seen enough.
      return .done
    } catch {
      return report(error, arguments, console)
    }
  }

  private static func report(_ error: any Error, _ arguments: [String], _ console: Console) -> RunStatus {
    if let end = error as? InspectorEnd { exit(end.code) }
    let complaint: Complaint
    if let known = ErrorMessages.complaint(for: error) {
      complaint = known
    } else if Sesspect.exitCode(for: error).isSuccess {
      return printHelp(error, console)
    } else {
      complaint = usage(error, isJSON: wantsJSON(arguments))
    }
    // What was found before the error is data all the same.
    try? console.flush()
    if wantsJSON(arguments) {
      console.talk(json: complaint.json)
    } else {
      console.talk(complaint.text)
    }
    return complaint.status
  }

  /// `--help` and `--version` come as errors.
  private static func printHelp(_ error: any Error, _ console: Console) -> RunStatus {
    let text = Sesspect.fullMessage(for: error, columns: min(100, console.columns))
    try? console.write(Array((text + "\n").utf8))
    try? console.flush()
    return .done
  }

  /// The argument parser's own errors.
  private static func usage(_ error: any Error, isJSON: Bool) -> Complaint {
    let message = Sesspect.message(for: error)
    guard !isJSON else {
      return Complaint(.usage, "usage", message, hint: "'sesspect --help' and 'sesspect COMMAND --help' say more.")
    }
    var lines = Sesspect.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.first?.hasPrefix("Error: ") == true { lines[0] = lines[0].dropFirst(7) }
    return Complaint(.usage, "usage", lines.joined(separator: "\n"))
  }

  private static func wantsJSON(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--json" || $0 == "--ndjson" }
  }
}
