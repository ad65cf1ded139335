import SessionModel

/// Asks by way of the system's `curl`, so that this program needs no TLS of its own.
struct Curl: Sendable {
  /// Why there is no answer.
  enum Failure: Error, Hashable {
    case noCurl
    /// curl's exit status and what it said.
    case unreachable(address: String, status: Int32, detail: String)
    /// The certificate is not trusted.
    case certificate(address: String, detail: String)
    case notHTTP(address: String)
  }

  /// `Name: value`, sent with every request.
  var headers: [String] = []
  /// Takes any certificate.
  var isInsecure = false
  /// Seconds for one request, a streamed answer's beginning included.
  var timeout = 10

  static let program = "curl"

  func get(_ address: WebAddress, cookies: [(name: String, value: String)]) async throws(Failure) -> HTTPResponse {
    // `-q` first: the user's own .curlrc is not for this.
    var arguments = [
      Self.program, "-q", "-sS", "-i", "--http1.1", "--globoff", "--max-time", String(timeout), "--proto",
      "=http,https", "-A", "sesspect-doctor/\(Version.text)", "-K", "-",
    ]
    if isInsecure { arguments.append("--insecure") }
    if address.isLoopback { arguments += ["--noproxy", "*"] }
    // Cookies and headers go through standard input: arguments are seen by everyone on the machine.
    var configuration = ["url = \(Self.quoted(address.text))"]
    configuration += headers.map { "header = \(Self.quoted($0))" }
    if !cookies.isEmpty {
      let line = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
      configuration.append("header = \(Self.quoted("Cookie: " + line))")
    }
    let result: ProgramOutput
    do {
      result = try ProgramOutput.run(
        arguments, input: Array(configuration.joined(separator: "\n").utf8), limit: 2 << 20)
    } catch {
      throw .noCurl
    }
    // A stream that never ends has said enough when the time is up.
    if result.status == 0 || result.isCut || result.status == 28, let response = HTTPResponse(result.output) {
      return response
    }
    let text = String(decoding: result.errors.prefix(400), as: UTF8.self)
    let detail = text.split(separator: "\n").first.map { String($0.drop { $0 != ")" }.dropFirst(2)) } ?? ""
    switch result.status {
    case 0, 1, 8: throw .notHTTP(address: address.origin)
    case 51, 58, 60, 77, 83, 90, 91: throw .certificate(address: address.origin, detail: detail)
    default: throw .unreachable(address: address.origin, status: result.status, detail: detail)
    }
  }

  /// A value of curl's configuration file.
  private static func quoted(_ text: String) -> String {
    var output = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "\"": output += "\\" + String(character)
      case "\n", "\r": continue
      default: output.unicodeScalars.append(character)
      }
    }
    return output + "\""
  }
}
