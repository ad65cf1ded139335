import DebugProtocol
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One connection to an endpoint, for one call after the other, or for one stream.
final class HTTPConnection: Sendable {
  /// All connections of the process share one thread, which sleeps while nothing comes.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private let channel: any Channel
  private let host: String

  private init(_ channel: any Channel, host: String) {
    self.channel = channel
    self.host = host
  }

  /// Throws `.notConnected`.
  static func open(
    to endpoint: Endpoint, timeout: TimeAmount = .seconds(5), idleLimit: TimeAmount? = nil
  ) async throws(HTTPFailure) -> HTTPConnection {
    let bootstrap = ClientBootstrap(group: group).connectTimeout(timeout).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        if let idleLimit { try pipeline.addHandler(IdleStateHandler(readTimeout: idleLimit)) }
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(ExchangeHandler())
      }
    }
    do {
      switch endpoint.address {
      case .socket(let path):
        return HTTPConnection(
          try await bootstrap.connect(unixDomainSocketPath: path).get(), host: endpoint.host ?? "localhost")
      case .url(let text):
        guard let url = LoopbackURL(text) else {
          throw HTTPFailure.notConnected("only http:// to this machine is spoken")
        }
        return HTTPConnection(
          try await bootstrap.connect(host: url.host, port: url.port).get(), host: url.authority)
      }
    } catch let failure as HTTPFailure {
      throw failure
    } catch {
      throw .notConnected(Self.reason(error))
    }
  }

  var isOpen: Bool { channel.isActive }

  func close() { channel.close(promise: nil) }

  /// The whole answer.
  func answer(to call: HTTPCall, timeout: TimeAmount = .seconds(30)) async throws(HTTPFailure) -> HTTPReply {
    let promise = channel.eventLoop.makePromise(of: HTTPReply.self)
    let deadline = channel.eventLoop.scheduleTask(in: timeout) { [channel] in
      promise.fail(HTTPFailure.timedOut)
      channel.close(promise: nil)
    }
    channel.writeAndFlush(Exchange(call: prepared(call), sink: .whole(promise)), promise: nil)
    do {
      let reply = try await promise.futureResult.get()
      deadline.cancel()
      return reply
    } catch {
      deadline.cancel()
      throw error as? HTTPFailure ?? .closed
    }
  }

  /// The answer's head, then its body as it comes. The stream ends by an error when the connection does.
  func stream(
    _ call: HTTPCall
  ) async throws(HTTPFailure) -> (status: Int, body: AsyncThrowingStream<ByteBuffer, any Error>) {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
    continuation.onTermination = { [channel] _ in channel.close(promise: nil) }
    let promise = channel.eventLoop.makePromise(of: Int.self)
    channel.writeAndFlush(Exchange(call: prepared(call), sink: .parts(promise, continuation)), promise: nil)
    do {
      return (try await promise.futureResult.get(), stream)
    } catch {
      throw error as? HTTPFailure ?? .closed
    }
  }

  private func prepared(_ call: HTTPCall) -> HTTPCall { call.header("Host", host) }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { reason($0.error) } ?? "no such host"
    case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
    case ChannelError.connectTimeout: "no answer in time"
    case is SocketAddressError: "the socket's path is too long for the system"
    default: "\(error)"
    }
  }
}

/// `http://127.0.0.1:8123`: what the client speaks besides unix sockets. Anything farther goes through ssh.
struct LoopbackURL {
  var host: String
  var port: Int
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  init?(_ text: String) {
    guard text.hasPrefix("http://") else { return nil }
    let authority = text.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@"), let colon = authority.lastIndex(of: ":"),
      let port = Int(authority[authority.index(after: colon)...]), (1...65535).contains(port)
    else { return nil }
    let host = authority[..<colon]
    guard ["127.0.0.1", "localhost", "[::1]"].contains(host) else { return nil }
    self.host = host == "[::1]" ? "::1" : String(host)
    self.port = port
  }
}
