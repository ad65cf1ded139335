import DebugProtocol
public import Hummingbird
import Logging
import Synchronization

/// `context.session` was asked for where no session is.
public struct SessionUnavailable: HTTPResponseError, CustomStringConvertible {
  /// Why there is none.
  public enum Cause: Sendable, Hashable {
    /// No `SessionMiddleware` was made in this process.
    case notAdded
    /// There is one, and it did not run before this code.
    case notReached
  }
  /// Why there is none.
  public let cause: Cause

  init() { cause = Installed.count.load(ordering: .relaxed) == 0 ? .notAdded : .notReached }

  /// 500.
  public var status: HTTPResponse.Status { .internalServerError }

  /// A sentence that says what is missing, and where to add it.
  public var description: String {
    let hint =
      switch cause {
      case .notAdded:
        "None was made in this process: add it before the routes, "
          + "router.add(middleware: try SessionMiddleware(secretKey: .environment(\"SECRET_KEY\")))."
      case .notReached:
        "There is one, and it did not run before this code. Either it was added to another router, or after this route "
          + "or middleware: a middleware runs for what is added after it, in the order of adding."
      }
    return "SessionMiddleware must be installed to access request.session. \(hint)"
  }

  /// The sentence is for the log. The browser is told only where debugging is on.
  public func response(from request: Request, context: some RequestContext) throws -> Response {
    context.logger.error("\(description)", metadata: ["path": "\(request.uri.path)"])
    let text = DebugSwitch.isOn() ? description : "Internal Server Error"
    return Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: .init(byteBuffer: .init(string: text + "\n")))
  }
}

/// How many middlewares there are in this process.
enum Installed {
  static let count = Atomic<Int>(0)
}
