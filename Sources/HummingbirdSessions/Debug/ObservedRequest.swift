import HTTPTypes
import HummingbirdCore
import NIOCore
import SessionModel
import Synchronization

/// A request of the app's, while it is answered and after. One object, shared by all that remembers it, since there is
/// one for every request; it is put into words for somebody who looks.
final class ObservedRequest: Sendable {
  private let method: HTTPRequest.Method
  private let path: String?
  private let address: SocketAddress?
  private let began: Moment
  private let answer = Mutex<(status: Int, at: Moment?)?>(nil)

  init(method: HTTPRequest.Method, path: String?, address: SocketAddress?, began: Moment) {
    self.method = method
    self.path = path
    self.address = address
    self.began = began
  }

  /// The response is ready; its first status counts. The time is told where something is to be said of the request.
  func answered(_ status: Int, at moment: Moment? = nil) {
    answer.withLock { if $0 == nil { $0 = (status, moment) } }
  }

  /// As events and lists show it, without its query, which carries tokens.
  var causing: CausingRequest {
    let answer = answer.withLock { $0 }
    return CausingRequest(
      method: method.rawValue, path: URI(path ?? "").path, status: answer?.status, client: address?.ipAddress,
      milliseconds: answer?.at.map { Double(max(0, $0.nanoseconds - began.nanoseconds)) / 1e6 })
  }
}
