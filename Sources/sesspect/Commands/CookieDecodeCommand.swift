import ArgumentParser
import SessionCodecs
import SessionModel

/// `sesspect cookie decode COOKIE`
struct CookieDecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Show what a session cookie holds; no secret is needed.",
    discussion: """
      Nobody vouches for what is shown unless a secret is given. Values of keys that look like secrets are masked.

      EXAMPLES
        sesspect cookie decode 'eyJ1c2VyIjogImFsaWNlIn0=.ZVPxAA.-gMWMK1Ygs_0J_8NPrUVqc4A21k'
        pbpaste | sesspect cookie decode - --json | jq .data
      """)

  @Argument(help: .cookie) var cookie: String
  @Option(name: .customLong("max-age"), help: .maxAge) var maxAge: String?
  @Flag(help: "Show masked values.") var reveal = false
  @OptionGroup var options: CookieOptions

  func run() throws {
    let secret = try options.secret()
    let pasted = try PastedCookie(cookie, format: try options.chosenFormat(), secret: secret)
    let report = try CookieReport(pasted, secret: secret, maxAge: maxAge, reveal: reveal)
    let console = Console.standard
    if options.json { try console.json(report.json) } else { try report.print(to: console) }
  }
}

extension CookieReport {
  init(_ pasted: PastedCookie, secret: SecretKey?, maxAge: String?, reveal: Bool) throws {
    let lifetime = try maxAge.map { text in
      guard let duration = Duration(parsing: text) else { throw CommandFailure.badDuration(text) }
      return duration
    }
    let masks = try Config.load(Directories(.current)).masks
    self.init(
      format: pasted.format, content: pasted.content, size: pasted.value.count,
      isValid: secret.map { pasted.format.isSigned(pasted.value, by: $0) }, maxAge: lifetime, now: Environment.now,
      mask: Mask(reveal: reveal, patterns: masks))
  }
}

extension ArgumentHelp {
  static let cookie = ArgumentHelp(
    "The cookie's value, name=value or the header; '-' reads standard input.", valueName: "cookie")
  static let maxAge = ArgumentHelp(
    "How long the app takes a cookie for valid, such as 12h; the framework's default without it.", valueName: "time")
}
