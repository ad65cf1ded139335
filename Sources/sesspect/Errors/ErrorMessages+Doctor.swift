extension ErrorMessages {
  static func doctor(_ problem: CommandFailure.DoctorProblem) -> Complaint {
    switch problem {
    case .badURL(let text):
      Complaint(
        .usage, "bad_url", "\(quoted(text)) is not an address the doctor can visit.",
        hint:
          "Like http://127.0.0.1:8000/ or https://shop.example/login, without a password in it; or a debug endpoint.")
    case .badPath(let text):
      Complaint(.usage, "bad_path", "\(quoted(text)) is not a path of the same server.", hint: "Like --path /login.")
    case .badHeader(let text):
      Complaint(.usage, "bad_header", "\(quoted(text)) is not a header.", hint: "Like --header 'Accept-Language: en'.")
    case .nothingRuns:
      Complaint(
        .notFound, "nothing_runs", "No running app offers a debug endpoint here.",
        hint: "Give the app's address to examine it from outside: sesspect doctor http://127.0.0.1:8000/")
    case .severalRun(let addresses):
      Complaint(
        .usage, "several_run", "More than one running app offers a debug endpoint here.",
        hint: "Name one:\n" + addresses.map { "  sesspect doctor \(plain($0))" }.joined(separator: "\n"))
    case .curl(.noCurl):
      Complaint(
        .failed, "no_curl", "The doctor asks web servers by way of the program curl, which was not found.",
        hint: "Install it: apt install curl, or brew install curl.")
    case .curl(.unreachable(let address, let status, let detail)):
      Complaint(
        .unreachable, "unreachable", "\(plain(address)) cannot be reached: \(plain(detail)).",
        hint: unreachableHint(address, status))
    case .curl(.certificate(let address, let detail)):
      Complaint(
        .unreachable, "certificate", "The certificate of \(plain(address)) is not trusted: \(plain(detail)).",
        hint: "--insecure takes it all the same.")
    case .curl(.notHTTP(let address)):
      Complaint(
        .unreachable, "not_http", "What answers at \(plain(address)) does not speak HTTP.",
        hint: address.hasPrefix("http:") ? "Does it speak https? Then begin the address with https://." : nil)
    case .findings(let errors, let warnings):
      Complaint(
        .failed, "findings",
        "Found "
          + [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
          .map { "\(grouped($0.0)) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ") + ".")
    }
  }

  private static func unreachableHint(_ address: String, _ status: Int32) -> String? {
    // CURLE_SSL_CONNECT_ERROR, and connections closed on a greeting that was not understood.
    if [35, 52, 56].contains(status) {
      let other = address.hasPrefix("https:") ? "http" : "https"
      return "Does it speak \(other)? Then begin the address with \(other)://."
    }
    guard WebAddress(address)?.isLoopback == true else { return nil }
    return "Is the app running? One that ends at start with “No module named 'itsdangerous'” needs: "
      + "pip install itsdangerous"
  }
}
