import HTTPTypes
import Hummingbird
import NIOCore
import SessionModel
import Testing

@testable import HummingbirdSessions

@Suite("The middleware, beside Starlette's own")
struct StarletteVectorTests {
  /// What Starlette 1.10.0 answered, with its clock stopped.
  struct Vector: Sendable, CustomTestStringConvertible {
    let record: Value
    var testDescription: String { record["id"]?.string ?? "" }
    var action: String { record["action"]?.string ?? "" }

    static let all: [Vector] =
      (try? JSONReader.read(fixture("starlette_vectors.json")))?["middleware"]?.list?.map { Vector(record: $0) } ?? []

    /// What a Swift server has no counterpart of: putting another object in the session's place, a Python object as a
    /// value, reading behind the middleware's back, a WebSocket. And the one thing that is meant to differ: a nested
    /// value changed in place is seen and saved.
    static let comparable = all.filter { vector in
      !["replace_scope_with_dict", "set_unserializable", "scope_read_only", "nested_append"].contains(vector.action)
        && vector.record["scope_type"]?.string == "http"
    }
  }

  @Test("The vectors are all there")
  func vectorCount() {
    #expect(Vector.all.count == 72)
    #expect(Vector.comparable.count >= 60)
  }

  @Test("Response headers are the same, byte for byte and in the same order", arguments: Vector.comparable)
  func headers(vector: Vector) async throws {
    let record = vector.record
    let secret = record["secret"]?.string ?? "change-me"
    let now = Timestamp(seconds: record["now"]?.double ?? 0)
    let router = Router(context: BasicSessionContext.self)
    router.add(
      middleware: try SessionMiddleware(
        secretKey: .unchecked(secret), options: Self.options(record["options"]), now: { Moment(now) }))
    router.get("/") { _, context in
      try Self.perform(vector.action, context)
      var response = Response(status: .ok)
      for header in record["app_response_headers"]?.list ?? [] {
        guard let name = header.list?.first?.string.flatMap({ HTTPField.Name($0) }) else { continue }
        response.headers.append(HTTPField(name: name, value: header.list?.last?.string ?? ""))
      }
      return response
    }
    var headers = HTTPFields()
    for header in record["request_headers"]?.list ?? [] {
      guard let name = header.list?.first?.string.flatMap({ HTTPField.Name($0) }) else { continue }
      headers.append(HTTPField(name: name, value: header.list?.last?.string ?? ""))
    }
    var browser = Browser(router)
    let response = try await browser.send("/", headers: headers)
    // The length is Hummingbird's own.
    let found = response.headers.filter { $0.name != .contentLength }.map { "\($0.name.rawName): \($0.value)" }
    let expected = (record["response_headers"]?.list ?? []).map { header in
      "\(header.list?.first?.string ?? ""): \(header.list?.last?.string ?? "")"
    }
    #expect(found == expected)
  }

  private static func options(_ given: Value?) -> SessionOptions {
    var options = SessionOptions(leeway: .zero)
    for member in given?.members ?? [] {
      switch member.key {
      case "session_cookie": options.cookieName = member.value.string ?? ""
      case "max_age": options.maxAge = member.value.integer
      case "path": options.path = member.value.string ?? ""
      case "same_site": options.sameSite = member.value.string.flatMap(SessionOptions.SameSite.init) ?? .lax
      case "https_only": options.httpsOnly = member.value == .bool(true)
      case "domain": options.domain = member.value.string
      case "partitioned": options.partitioned = member.value == .bool(true)
      default: Issue.record("an option that is not known: \(member.key)")
      }
    }
    return options
  }

  /// The Python action of this name, in Swift.
  private static func perform(_ action: String, _ context: BasicSessionContext) throws {
    if action == "none" { return }
    let session = try context.session
    switch action {
    case "read_property": break
    case "read_key": _ = session["user"]
    case "set", "scope_set": session["user"] = "bob"
    case "set_same_value": session["user"] = "alice"
    case "clear": session.clear()
    case "update_empty": session.merge([:])
    case "setdefault_existing": if !session.contains("user") { session["user"] = "x" }
    case "setdefault_missing": session["k"] = "x"
    case "pop_existing", "del", "popitem": session.removeValue(forKey: "user")
    case "pop_missing": session.removeValue(forKey: "nothing")
    case "clear_then_set":
      session.clear()
      session["id"] = 1
    case "ior": session.merge(["k": 1])
    case "nested_append_then_mark":
      session[path: "cart[2]"] = 3
      session.markModified()
    case "nested_reassign": session["cart"] = [1, 2, 3]
    default: Issue.record("an action that is not known: \(action)")
    }
  }
}
