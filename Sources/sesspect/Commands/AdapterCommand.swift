import Adapters
import ArgumentParser

/// `sesspect adapter`
struct AdapterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapter",
    abstract: "Print the file that lets sesspect attach to an app of another framework.",
    discussion: """
      'starlette' is for FastAPI and every other Starlette app: one Python file without dependencies of its own. Save \
      it beside the app, add one line, and start the app with SESSPECT_DEBUG=1:

        import sesspect_debug
        app = sesspect_debug.attach(app)        # the last line about app

      Without that variable, and in production, attach() gives the app back as it is.

      EXAMPLES
        sesspect adapter starlette > sesspect_debug.py
        SESSPECT_DEBUG=1 uvicorn main:app --reload
        sesspect
      """)

  @Argument(
    help: ArgumentHelp("The framework: \(Adapter.all.map(\.name).joined(separator: ", ")).", valueName: "framework"),
    completion: .list(Adapter.all.map(\.name)))
  var framework: String

  func run() throws {
    guard
      let adapter = Adapter.all.first(where: {
        $0.name == framework.lowercased() || $0.names.contains(framework.lowercased())
      })
    else { throw CommandFailure.noSuchAdapter(framework, known: Adapter.all.map(\.name)) }
    try Console.standard.write(adapter.text)
    try Console.standard.flush()
    // Whoever redirects it is told what to do next.
    if !Console.isTerminal(1) {
      Console.standard.talk(
        "Save it as \(adapter.file), add 'app = \(adapter.module).attach(app)', start the app with SESSPECT_DEBUG=1.")
    }
  }
}
