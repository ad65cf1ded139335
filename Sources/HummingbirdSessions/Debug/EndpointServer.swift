import DebugProtocol
import NIOCore
import NIOHTTP1
import NIOPosix
import SessionModel
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The endpoint's own listener, never the app's port.
struct EndpointServer: Sendable {
  enum Listening: Sendable {
    case socket(String)
    /// 0 takes any that is free.
    case loopback(port: Int)
  }

  /// How long a request may take to send its head.
  static let headTimeout = TimeAmount.seconds(10)
  /// How long a connection may lie idle between requests.
  static let idleTimeout = TimeAmount.seconds(60)

  let channel: any Channel
  private let served: Served

  /// The port it got; nil on a unix socket.
  var port: Int? { channel.localAddress?.port }

  /// Begins to listen. `service` is asked for once the address is known. Throws what the system says.
  static func start(
    _ listening: Listening, service: @escaping @Sendable (_ port: Int?) -> EndpointService
  ) async throws -> EndpointServer {
    let served = Served()
    let isTCP = if case .loopback = listening { true } else { false }
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.backlog, value: 64)
      .childChannelInitializer { channel in
        guard isTCP ? PeerCheck.isLoopback(channel) : PeerCheck.isSameUser(channel), served.take(channel) else {
          return channel.close()
        }
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
          let connection = EndpointConnection(served, isTCP: isTCP)
          try pipeline.addHandler(FirstByte { connection.headBegins() }, position: .first)
          try pipeline.addHandler(connection)
        }
      }
    let channel =
      switch listening {
      case .loopback(let port):
        try await bootstrap.serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
          .bind(host: "127.0.0.1", port: port).get()
      case .socket(let path): try await bootstrap.withBoundSocket(boundSocket(path)).get()
      }
    let server = EndpointServer(channel: channel, served: served)
    served.open(service(server.port))
    return server
  }

  /// A socket that nobody else can open from the moment it is there.
  private static func boundSocket(_ path: String) throws -> NIOBSDSocket.Handle {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else { throw EndpointProblem.pathTooLong(path, limit: capacity - 1) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    #if canImport(Glibc)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    #else
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw EndpointProblem.system("socket", errno) }
    let mask = umask(0o177)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    let code = errno
    umask(mask)
    guard result == 0 else {
      close(descriptor)
      throw EndpointProblem.system("bind \(path)", code)
    }
    return descriptor
  }

  func stop() async {
    try? await channel.close()
    for connection in served.close() { try? await connection.close() }
  }
}

/// What connections are served with, and which of them are open.
final class Served: Sendable {
  private struct State {
    /// Made when the port is known: a moment after the first connection could come.
    var service: EndpointService?
    var isClosed = false
    var connections: [ObjectIdentifier: any Channel] = [:]
  }
  private let state = Mutex(State())

  var service: EndpointService? { state.withLock { $0.service } }

  func open(_ service: EndpointService) { state.withLock { $0.service = service } }

  /// Takes a connection in, until it closes; false where none is served any more.
  func take(_ channel: any Channel) -> Bool {
    let id = ObjectIdentifier(channel)
    let isTaken = state.withLock { state in
      if !state.isClosed { state.connections[id] = channel }
      return !state.isClosed
    }
    channel.closeFuture.whenComplete { [weak self] _ in
      self?.state.withLock { _ = $0.connections.removeValue(forKey: id) }
    }
    return isTaken
  }

  /// Serves nobody from now on; those that are connected have to be closed.
  func close() -> [any Channel] {
    state.withLock { state in
      state.isClosed = true
      return Array(state.connections.values)
    }
  }
}

/// Who is at the other end.
enum PeerCheck {
  static func isLoopback(_ channel: any Channel) -> Bool {
    guard let address = channel.remoteAddress?.ipAddress else { return false }
    return address.hasPrefix("127.") || address == "::1"
  }

  /// `struct ucred` of <sys/socket.h>, which Swift does not see.
  private struct Credentials: Sendable {
    var pid: pid_t = 0
    var uid: uid_t = 0
    var gid: gid_t = 0
  }

  /// The process at the other end belongs to the user of this one, or to root.
  static func isSameUser(_ channel: any Channel) -> Bool {
    #if os(Linux)
      guard let provider = channel as? any SocketOptionProvider else { return false }
      // On the channel's own loop, so the answer is there at once.
      let peer: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
        level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
      var credentials: Credentials?
      peer.assumeIsolatedUnsafeUnchecked().whenSuccess { credentials = $0 }
      guard let credentials else { return false }
      return credentials.uid == geteuid() || credentials.uid == 0
    #else
      // The folder and the socket are the user's alone.
      return true
    #endif
  }
}
