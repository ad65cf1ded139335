import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import SessionModel

@testable import HummingbirdSessions

/// A key that is accepted.
let key: SecretKeySource = "0123456789abcdef0123456789abcdef"

/// Sends requests through a router without a socket.
struct Browser {
  let responder: RouterResponder<BasicSessionContext>
  var cookie: String?

  init(_ router: Router<BasicSessionContext>) { responder = router.buildResponder() }

  /// The response; a new cookie is kept.
  mutating func send(
    _ path: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer()
  ) async throws -> Response {
    var headers = headers
    if let cookie { headers[.cookie] = cookie }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers),
      body: RequestBody(buffer: body))
    let context = BasicSessionContext(
      source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
    let response = try await responder.respond(to: request, context: context)
    if let set = response.headers[values: .setCookie].last {
      let isCleared = set.contains("expires=Thu, 01 Jan 1970")
      cookie = isCleared ? nil : String(set.prefix { $0 != ";" })
    }
    return response
  }
}

extension Response {
  /// The body's text.
  func text() async throws -> String {
    let collector = Collector()
    try await body.write(collector)
    return collector.text.withLockedValue { $0 }
  }
}

import NIOConcurrencyHelpers

private struct Collector: ResponseBodyWriter {
  let text = NIOLockedValueBox("")
  mutating func write(_ buffer: ByteBuffer) async throws {
    text.withLockedValue { $0 += String(buffer: buffer) }
  }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

func fixture(_ name: String) -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return Array(
    (try? Data(contentsOf: folder.appendingPathComponent("Fixtures").appendingPathComponent(name))) ?? Data())
}

extension Moment {
  init(_ time: Timestamp) { self.init(nanoseconds: time.milliseconds * 1_000_000) }
}
