import ArgumentParser
import SessionCodecs
import SessionModel

/// `sesspect cookie sign JSON`
struct CookieSignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Make a session cookie of JSON, byte for byte as the framework does.",
    discussion: """
      Prints the cookie's value, for a test or a browser's tools. For express the JSON is the session's ID.

      EXAMPLES
        sesspect cookie sign '{"user": "alice"}' --format starlette --secret-env SECRET_KEY
        curl -b "session=$(sesspect cookie sign - --format flask --secret-file key.txt < session.json)" localhost:5000
      """)

  @Argument(help: ArgumentHelp("The session's entries as JSON; '-' reads standard input.", valueName: "json"))
  var data: String
  @OptionGroup var options: CookieOptions

  func run() throws {
    guard let format = try options.chosenFormat() else { throw CommandFailure.cookie(.needsFormat) }
    let text = data == "-" ? try PastedCookie.standardInput() : data
    let value: Value
    do throws(JSONReader.Failure) { value = try JSONReader.read(text) } catch {
      throw CommandFailure.badValue(error, text: text)
    }
    if Masking.holdsPlaceholder(value) { throw CommandFailure.maskedValue }
    let secret = try options.secretOrPrompt()
    let now = Environment.now
    let cookie: String
    do throws(EditObstacle) { cookie = try format.sign(value, by: secret, at: now) } catch {
      throw CommandFailure.cookie(.unsignable(error))
    }
    let console = Console.standard
    guard options.json else { return try console.line(cookie) }
    // It carries its own issue time, to the second.
    try console.json(
      .object([
        SessionJSON.schema, .init("format", SessionJSON.text(format.name)),
        .init("cookie", SessionJSON.text(cookie)),
        .init("issued", SessionJSON.time(Timestamp(milliseconds: now.milliseconds / 1000 * 1000))),
        .init("size", SessionJSON.count(cookie.utf8.count)), .init("data", value),
      ]))
  }
}
