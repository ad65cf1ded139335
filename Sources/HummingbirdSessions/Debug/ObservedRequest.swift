import HTTPTypes
import HummingbirdCore
import NIOCore
import SessionModel
import Synchronization

/// A request of the app's, while it is answered and after. One object, shared by all that remembers it, since there is
/// one for every request; it is put into words for somebody who looks.
final class ObservedRequest: Sendable {
  private let method: HTTPRequest.Method
  private let uri: URI
  private let address: SocketAddress?
  private let began = ContinuousClock.now
  private let answer = Mutex<(status: Int, time: Duration)?>(nil)

  init(method: HTTPRequest.Method, uri: URI, address: SocketAddress?) {
    self.method = method
    self.uri = uri
    self.address = address
  }

  /// The response is ready; its first status counts.
  func answered(_ status: Int) {
    answer.withLock { if $0 == nil { $0 = (status, ContinuousClock.now - began) } }
  }

  /// As events and lists show it, without its query, which carries tokens.
  var causing: CausingRequest {
    let answer = answer.withLock { $0 }
    return CausingRequest(
      method: method.rawValue, path: uri.path, status: answer?.status, client: address?.ipAddress,
      milliseconds: answer.map { $0.time / .milliseconds(1) })
  }
}
