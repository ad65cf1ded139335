import ArgumentParser

/// `sesspect cookie decode|verify|sign`
struct CookieCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cookie",
    abstract: "Read, verify and sign a session cookie outside any app.",
    discussion: """
      Knows the cookies of Starlette and FastAPI, Flask, Django, itsdangerous and express-session, and tells them apart \
      by their layout. Paste the value, name=value, or a whole Cookie or Set-Cookie header; '-' reads standard input.

      EXAMPLES
        sesspect cookie decode 'session=eyJ1c2VyIjogImFsaWNlIn0=.ZVPxAA.-gMWMK1Ygs_0J_8NPrUVqc4A21k'
        sesspect cookie verify - --secret-file secret.txt < cookie.txt
        sesspect cookie sign '{"user": "alice"}' --format starlette --secret-env SECRET_KEY
      """,
    subcommands: [CookieDecodeCommand.self, CookieVerifyCommand.self, CookieSignCommand.self])
}
