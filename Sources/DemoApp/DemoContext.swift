import Hummingbird
import HummingbirdSessions
import NIOCore

/// The context of the demo's requests.
struct DemoContext: SessionContext, RemoteAddressRequestContext {
  var coreContext: CoreRequestContextStorage
  let sessionSlot = SessionSlot()
  /// Visitors that are not real have addresses that are not.
  var remoteAddress: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
