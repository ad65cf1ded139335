import ArgumentParser
import SessionCodecs
import SessionModel

/// `sesspect cookie verify COOKIE`
struct CookieVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Tell whether a secret key signed a session cookie.",
    discussion: """
      Ends with 0 where it did, 1 where it did not. An old cookie is valid and expired: both are told.

      EXAMPLES
        sesspect cookie verify "$COOKIE" --secret-env SECRET_KEY
        sesspect cookie verify - --secret-file secret.txt --json < cookie.txt
      """)

  @Argument(help: .cookie) var cookie: String
  @Option(name: .customLong("max-age"), help: .maxAge) var maxAge: String?
  @Flag(help: "Show masked values.") var reveal = false
  @OptionGroup var options: CookieOptions

  func run() throws {
    let secret = try options.secretOrPrompt()
    let pasted = try PastedCookie(cookie, format: try options.chosenFormat(), secret: secret)
    let report = try CookieReport(pasted, secret: secret, maxAge: maxAge, reveal: reveal)
    let console = Console.standard
    if options.json { try console.json(report.json) } else { try report.print(to: console) }
    if report.isValid != true { throw CommandFailure.cookie(.wrongSecret) }
  }
}
