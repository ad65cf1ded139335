import ArgumentParser
import DemoApp
import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `sesspect demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the demo server with live visitors and open the inspector on it.",
    discussion: """
      The visitors of a small shop come, fill their carts, log in and leave; open the URL in a browser and be one of \
      them. Sessions live in a SQLite file in a temporary folder, or in signed cookies with --mode cookie. Everything \
      is removed when you quit.

      EXAMPLES
        sesspect demo
        sesspect demo --mode cookie --port 8000
        sesspect demo --theme nord
      """)

  @Option(help: ArgumentHelp("How many visitors there are at the start; 0 for nobody but you.", valueName: "count"))
  var visitors = 60

  @Option(help: "Where sessions live: 'cookie' or 'sqlite'.") var mode = ServeCommand.Mode.sqlite

  @Option(help: ArgumentHelp("The port on 127.0.0.1; 0 takes any that is free.", valueName: "number"))
  var port = 0

  @OptionGroup(title: "Screen") var screen: ScreenOptions

  func validate() throws {
    guard (0...10_000).contains(visitors) else { throw ValidationError("'--visitors' takes a number from 0 to 10000.") }
    guard (0...65535).contains(port) else { throw ValidationError("'--port' takes a number from 0 to 65535.") }
  }

  func run() throws {
    let environment = Environment.current
    guard InspectCommand.hasTerminal(environment) else { throw CommandFailure.target(.needsTerminal) }
    let folder = try TemporaryFolder(in: environment["TMPDIR"] ?? "/tmp")
    defer { folder.remove() }
    let server = try Blocking.run { [port, visitors, mode] in
      try await DemoRun.start(
        DemoServer.Options(
          mode: mode == .cookie ? .cookie : .sqlite, port: port, secret: SecretCommand.fresh(),
          path: folder.path + "/sessions.db", visitors: visitors, announces: false), in: folder.path)
    }
    defer { try? Blocking.run { await server.stop() } }
    Console.standard.talk("The shop is at \(server.url) as long as the inspector is open.")
    var request = TargetRequest(name: server.url, address: .socket(server.socket))
    request.masks = (try? Config.load(Directories(environment)).masks) ?? []
    try InspectorStart.run(
      InspectorStart.Wish(request: request, query: Query(), screen: screen, journal: folder.path + "/undo"))
  }
}
