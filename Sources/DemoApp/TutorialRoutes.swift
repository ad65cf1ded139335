import HTTPTypes
import Hummingbird
import HummingbirdSessions
import NIOCore
import SessionModel

/// The routes of any session tutorial, with JSON answers.
enum TutorialRoutes {
  static func add(to router: Router<DemoContext>) {
    router.get("set-session") { request, context in
      let key = request.uri.queryParameters.get("key") ?? "key"
      try context.session[key] = .string(Text(request.uri.queryParameters.get("value") ?? "value"))
      return json(["message": "Session data set"])
    }
    router.get("get-session") { request, context in
      let key = request.uri.queryParameters.get("key") ?? "key"
      return json(.object([.init(Text(key), try context.session[key] ?? .null)]))
    }
    router.get("session") { _, context in json(try context.session.data) }
    router.put("session") { request, context in
      var request = request
      let body = try await request.collectBody(upTo: 1 << 20)
      guard let data = try? JSONReader.read(Array(body.readableBytesView)), case .object = data else {
        throw HTTPError(.badRequest, message: "The body is not a JSON object.")
      }
      if data.hasDuplicateKeys { throw HTTPError(.badRequest, message: "A key is there twice.") }
      try context.session.replace(with: data)
      return json(try context.session.data)
    }
    router.delete("session/:key") { _, context in
      let key = try context.parameters.require("key").removingURLPercentEncoding() ?? ""
      guard try context.session.removeValue(forKey: key) != nil else {
        throw HTTPError(.notFound, message: "The session has no key '\(key)'.")
      }
      return json(try context.session.data)
    }
    router.delete("session") { _, context in
      try context.session.clear()
      return json(["message": "Session cleared"])
    }
    // Reads, takes its time, then writes: for trying what parallel requests do to each other.
    router.get("slow") { request, context in
      let session = try context.session
      let before = session.data
      let milliseconds = min(request.uri.queryParameters.get("ms", as: Int.self) ?? 200, 10_000)
      try await Task.sleep(for: .milliseconds(milliseconds))
      if let key = request.uri.queryParameters.get("key") {
        session[key] = .string(Text(request.uri.queryParameters.get("value") ?? "value"))
      }
      return json(before)
    }
  }

  static func json(_ value: Value) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.bytes(value) + [0x0a])))
  }
}

extension String {
  func removingURLPercentEncoding() -> String? { removingURLPercentEncoding(self[...]) }

  private func removingURLPercentEncoding(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let value = UInt8(Substring(rest.prefix(2)), radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
