import DebugProtocol
import SessionModel

/// A call as it came.
struct EndpointRequest: Sendable {
  var method: String
  /// As in the request line: path and query.
  var target: String
  /// Names in lower case, in their order.
  var headers: [(name: String, value: String)]
  var body: [UInt8] = []
  /// Came over loopback TCP, where browsers could reach it.
  var isTCP = false

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  var path: Substring { target.prefix { $0 != "?" } }

  /// A parameter of the query, decoded; `+` is a space.
  func parameter(_ name: String) -> String? {
    guard let mark = target.firstIndex(of: "?") else { return nil }
    for pair in target[target.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard Self.decoded(parts[0], plusIsSpace: true) == name else { continue }
      return parts.count == 2 ? Self.decoded(parts[1], plusIsSpace: true) : ""
    }
    return nil
  }

  /// Percent-decoded; nil where that is no UTF-8.
  static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
      case UInt8(ascii: "%"):
        let digits = Substring(rest.prefix(2))
        guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The body as JSON. Throws `badRequest`.
  func json() throws(Problem) -> Value {
    do throws(JSONReader.Failure) { return try JSONReader.read(body) } catch {
      throw Problem(.badRequest, "the body is not JSON: \(error.reason) at byte \(error.offset)")
    }
  }
}

/// An answer.
enum EndpointReply: Sendable {
  case json(status: Int, Value, etag: String? = nil)
  case empty(status: Int, etag: String? = nil)
  case problem(Problem)
  /// Frames until the stream ends.
  case stream(AsyncStream<String>)
}
