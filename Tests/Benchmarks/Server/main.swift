// A server for measuring: one route, without sessions, with them, and with the debug endpoint (SESSPECT_DEBUG=1).
//
//   BenchmarkServer plain|session          prints its port and serves
//   BenchmarkServer plain|session loop     prints the nanoseconds of a request that never leaves the process
//
// The routes /read and /write answer the same few bytes either way. The loop is one browser that keeps its cookie.
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdSessions
import Logging
import NIOEmbedded

let withSessions = CommandLine.arguments.dropFirst().first == "session"
var quiet = Logger(label: "benchmark")
quiet.logLevel = .error

let router = Router(context: BasicSessionContext.self)
let debug = DebugEndpoint(.init(app: "benchmark", announces: false))
if withSessions {
  router.add(middleware: try SessionMiddleware(secretKey: "a key for measuring, known to all", debug: debug))
  router.get("read") { _, context in
    _ = try context.session["visits"]
    return "hello"
  }
  router.get("write") { _, context in
    let session = try context.session
    session["visits"] = SessionValue((session["visits"]?.integer ?? 0) + 1)
    return "hello"
  }
} else {
  router.get("read") { _, _ in "hello" }
  router.get("write") { _, _ in "hello" }
}

if CommandLine.arguments.last == "loop" {
  for path in ["/read", "/write"] {
    for _ in 0..<5 { print(path, try await loop(router, path, count: 100_000)) }
  }
  exit(0)
}
let app = Application(
  router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil), services: [debug],
  onServerRunning: { channel in
    // Written at once, also into a pipe.
    try? FileHandle.standardOutput.write(contentsOf: Data("\(channel.localAddress?.port ?? 0)\n".utf8))
  }, logger: quiet)
try await app.runService()
