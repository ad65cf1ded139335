import HTTPTypes
import Hummingbird
import HummingbirdSessions
import Logging
import NIOEmbedded

/// Nanoseconds that a router takes for a request of a browser that keeps its cookie.
func loop(_ router: Router<BasicSessionContext>, _ path: String, count: Int) async throws -> Int {
  let responder = router.buildResponder()
  let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "loop"))
  var cookie = "session=eyJ2aXNpdHMiOiAxfQ==.ZVPxAA.2bFFtPf3pU8IicGcPjZlTNwInIc"
  let start = ContinuousClock.now
  for _ in 0..<count {
    var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
    head.headerFields.append(HTTPField(name: .cookie, value: cookie))
    let request = Request(head: head, body: RequestBody(buffer: .init()))
    let response = try await responder.respond(to: request, context: BasicSessionContext(source: source))
    for field in response.headers where field.name == .setCookie {
      cookie = String(field.value.utf8.prefix { $0 != UInt8(ascii: ";") })!
    }
  }
  return Int((ContinuousClock.now - start) / .nanoseconds(count))
}
