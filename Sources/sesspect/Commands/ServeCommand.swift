import ArgumentParser
import DemoApp
import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `sesspect serve`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the demo server: a session tutorial's routes and a small shop.",
    discussion: """
      GET /set-session sets 'key' to 'value' (?key=…&value=…), GET /get-session reads it, GET, PUT and DELETE /session \
      are the whole session, / is the shop. Sessions live in a signed cookie as Starlette writes it, or in a SQLite \
      file. With --debug 'sesspect' attaches to it. Prints its URL; ends with Ctrl-C.

      EXAMPLES
        sesspect serve --port 8000 --debug
        sesspect serve --mode sqlite --store sessions.db
        curl -c jar 'http://127.0.0.1:8000/set-session' && curl -b jar 'http://127.0.0.1:8000/get-session'
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable { case cookie, sqlite }

  @Option(help: ArgumentHelp("The port on 127.0.0.1; 0 takes any that is free.", valueName: "number"))
  var port = 8000

  @Option(help: "Where sessions live: 'cookie' or 'sqlite'.") var mode = Mode.cookie

  @Option(
    help: ArgumentHelp("The SQLite file for --mode sqlite, made where it is missing.", valueName: "file"),
    completion: .file())
  var store = "sessions.db"

  @Option(
    help: ArgumentHelp(
      "The file with the secret key that signs cookies; without it a new one is made.", valueName: "file"),
    completion: .file())
  var secretFile: String?

  @Option(help: ArgumentHelp("Visitors that come by themselves.", valueName: "count")) var visitors = 0

  @Flag(help: "Offer the debug endpoint, as SESSPECT_DEBUG=1 does.") var debug = false

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("'--port' takes a number from 0 to 65535.") }
    guard (0...10_000).contains(visitors) else { throw ValidationError("'--visitors' takes a number from 0 to 10000.") }
  }

  func run() throws {
    if debug { setenv("SESSPECT_DEBUG", "1", 1) }
    let secret =
      try secretFile.map { String(decoding: try SecretFile.bytes($0), as: UTF8.self) } ?? SecretCommand.fresh()
    let options = DemoServer.Options(
      mode: mode == .cookie ? .cookie : .sqlite, port: port, secret: secret, path: store, visitors: visitors)
    do {
      try Blocking.run {
        try await DemoServer(options).run { url in
          try? Console.standard.write(Array((url + "\n").utf8))
          try? Console.standard.flush()
        }
      }
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure.serving(port: port, detail: "\(error)")
    }
  }
}
