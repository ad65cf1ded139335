import NIOCore
import NIOHTTP1

/// A call, and where its answer goes.
struct Exchange: Sendable {
  enum Sink: Sendable {
    case whole(EventLoopPromise<HTTPReply>)
    case parts(EventLoopPromise<Int>, AsyncThrowingStream<ByteBuffer, any Error>.Continuation)

    func fail(_ failure: HTTPFailure) {
      switch self {
      case .whole(let promise): promise.fail(failure)
      case .parts(let promise, let continuation):
        promise.fail(failure)
        continuation.finish(throwing: failure)
      }
    }
  }
  var call: HTTPCall
  var sink: Sink
}

/// Writes a call and collects its answer; one at a time.
final class ExchangeHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = Exchange
  typealias OutboundOut = HTTPClientRequestPart

  private var sink: Exchange.Sink?
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  /// Bytes of an answer that is taken whole.
  private static let limit = 64 << 20

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let exchange = unwrapOutboundIn(data)
    guard context.channel.isActive, sink == nil else { return exchange.sink.fail(.closed) }
    sink = exchange.sink
    let call = exchange.call
    var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: call.method.rawValue), uri: call.target)
    for header in call.headers { head.headers.add(name: header.name, value: header.value) }
    if !call.body.isEmpty { head.headers.add(name: "Content-Length", value: "\(call.body.count)") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !call.body.isEmpty {
      context.write(
        wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: call.body)))), promise: nil)
    }
    context.write(wrapOutboundOut(.end(nil)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), sink) {
    case (.head(let head), .parts(let promise, _)):
      self.head = head
      promise.succeed(Int(head.status.code))
    case (.head(let head), _): self.head = head
    case (.body(let buffer), .parts(_, let continuation)): continuation.yield(buffer)
    case (.body(let buffer), _):
      body.append(contentsOf: buffer.readableBytesView)
      if body.count > Self.limit {
        fail(.tooLarge)
        context.close(promise: nil)
      }
    case (.end, let sink): end(sink, context)
    }
  }

  private func end(_ sink: Exchange.Sink?, _ context: ChannelHandlerContext) {
    guard let head, let sink else { return }
    let reply = HTTPReply(status: Int(head.status.code), etag: head.headers.first(name: "ETag"), body: body)
    (self.sink, self.head, body) = (nil, nil, [])
    switch sink {
    case .whole(let promise): promise.succeed(reply)
    case .parts(_, let continuation): continuation.finish(throwing: HTTPFailure.closed)
    }
    if !head.isKeepAlive { context.close(promise: nil) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      fail(.timedOut)
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(error is HTTPParserError ? .notHTTP : .closed)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { fail(.closed) }

  private func fail(_ failure: HTTPFailure) {
    sink?.fail(failure)
    (sink, head, body) = (nil, nil, [])
  }
}
