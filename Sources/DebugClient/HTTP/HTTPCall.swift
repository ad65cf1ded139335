import SessionModel

/// One request to an endpoint.
struct HTTPCall: Sendable {
  enum Method: String, Sendable {
    case get = "GET"
    case put = "PUT"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }
  var method: Method
  /// Path and query, percent-encoded.
  var target: String
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []

  /// May be sent again when the connection broke before an answer came: it changes nothing.
  var isSafe: Bool { method == .get }

  init(_ method: Method, _ path: String, query: [(String, String?)] = []) {
    self.method = method
    let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.encoded($0))" } }
    target = path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  func header(_ name: String, _ value: String?) -> HTTPCall {
    guard let value else { return self }
    var call = self
    call.headers.append((name, value))
    return call
  }

  func body(_ value: Value, type: String = "application/json") -> HTTPCall {
    var call = header("Content-Type", type)
    call.body = JSONWriter.bytes(value)
    return call
  }

  /// `/v1/sessions/<id>`
  static func path(of id: SessionID) -> String { "/v1/sessions/" + encoded(id.text) }

  /// Percent-encoded: all but the unreserved characters of RFC 3986 §2.3.
  static func encoded(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Its answer.
struct HTTPReply: Sendable {
  var status: Int
  var etag: String?
  var body: [UInt8] = []

  /// The body as JSON; nil where it is none.
  var json: Value? { try? JSONReader.read(body) }
}

/// Why no answer came.
enum HTTPFailure: Error, Sendable, Hashable {
  /// No connection: `connection refused`, `no such file or directory`.
  case notConnected(String)
  /// It broke in the middle.
  case closed
  case timedOut
  /// More than anyone should have to read.
  case tooLarge
  case notHTTP

  var detail: String {
    switch self {
    case .notConnected(let detail): detail
    case .closed: "the connection was closed"
    case .timedOut: "no answer in time"
    case .tooLarge: "the answer is too large"
    case .notHTTP: "what answers there is no debug endpoint"
    }
  }
}
