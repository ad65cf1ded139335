import ArgumentParser
import DemoApp
import SessionModel

/// `sesspect demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Make a store with live visitors and open it in the inspector.",
    discussion: """
      The visitors of a small shop come, fill their carts, log in and leave. The store lies in a temporary folder and \
      is removed when you quit.

      EXAMPLES
        sesspect demo
        sesspect demo --theme nord
      """)

  @Option(help: ArgumentHelp("How many visitors there are at the start.", valueName: "count"))
  var visitors = 60

  @OptionGroup(title: "Screen") var screen: ScreenOptions

  func validate() throws {
    guard (1...10_000).contains(visitors) else { throw ValidationError("'--visitors' takes a number from 1 to 10000.") }
  }

  func run() throws {
    let environment = Environment.current
    guard InspectCommand.hasTerminal(environment) else { throw CommandFailure.target(.needsTerminal) }
    let demo = try Blocking.run { [visitors] in
      try await DemoStore(in: environment["TMPDIR"] ?? "/tmp", visitors: visitors, now: { Environment.now })
    }
    let traffic = Task.detached { await demo.run() }
    defer {
      traffic.cancel()
      try? Blocking.run { await demo.remove() }
    }
    var request = TargetRequest(name: demo.path, address: .file(demo.path))
    request.masks = (try? Config.load(Directories(environment)).masks) ?? []
    try InspectorStart.run(InspectorStart.Wish(request: request, query: Query(), screen: screen))
  }
}
