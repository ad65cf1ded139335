import DebugProtocol
import NIOCore
import NIOHTTP1
import SessionModel

/// One connection: collects a request, has it answered, writes the reply.
final class EndpointConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let served: Served
  private let isTCP: Bool
  private var request: EndpointRequest?
  private var keepsAlive = true
  private var headDue: Scheduled<Void>?
  /// Nothing of the next request has come.
  private var awaiting: ChannelHandlerContext?
  private var stream: Task<Void, Never>?
  /// The connection ends with what is being written now; anything that still comes in is dropped.
  private var isEnding = false
  /// A request is being answered. One that comes before its answer is dropped, and the connection ends with the answer.
  private var isBusy = false

  init(_ served: Served, isTCP: Bool) {
    self.served = served
    self.isTCP = isTCP
  }

  func channelActive(context: ChannelHandlerContext) { awaitHead(context) }
  func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { awaitHead(context) } }

  func channelInactive(context: ChannelHandlerContext) {
    awaiting = nil
    headDue?.cancel()
    stream?.cancel()
  }

  /// Waits for the next request. A connection on which nothing comes just ends; a head that begins has to end in time.
  private func awaitHead(_ context: ChannelHandlerContext) {
    headDue?.cancel()
    awaiting = context
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    headDue = context.eventLoop.scheduleTask(in: EndpointServer.idleTimeout) { bound.value.close(promise: nil) }
  }

  /// The first bytes of a request are there.
  func headBegins() {
    guard let context = awaiting else { return }
    awaiting = nil
    headDue?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    headDue = context.eventLoop.scheduleTask(in: EndpointServer.headTimeout) {
      let (connection, context) = bound.value
      guard connection.request == nil else { return }
      connection.end(context, Problem(.headTimeout, "the request's head took too long"))
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isEnding else { return }
    guard !isBusy else {
      keepsAlive = false
      return
    }
    switch unwrapInboundIn(data) {
    case .head(let head):
      headDue?.cancel()
      keepsAlive = head.isKeepAlive
      request = EndpointRequest(
        method: head.method.rawValue, target: head.uri,
        headers: head.headers.map { (name: $0.name.lowercased(), value: $0.value) }, isTCP: isTCP)
      let size = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
      if size > EndpointService.headLimit {
        end(context, Problem(.tooLarge, "the request's head is too large"))
      } else if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
        length > EndpointService.bodyLimit
      {
        end(context, Problem(.tooLarge, "a body may have 1 MiB"))
      } else if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        context.writeAndFlush(
          wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
      }
    case .body(let buffer):
      request?.body += buffer.readableBytesView
      if let request, request.body.count > EndpointService.bodyLimit {
        end(context, Problem(.tooLarge, "a body may have 1 MiB"))
      }
    case .end:
      guard let request else { return }
      self.request = nil
      isBusy = true
      answer(context, request)
    }
  }

  private func answer(_ context: ChannelHandlerContext, _ request: EndpointRequest) {
    guard let service = served.service else { return end(context, Problem(.failed, "not ready yet")) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    stream = Task {
      let reply = await service.answer(request)
      guard case .stream(let frames) = reply else {
        loop.execute {
          let (connection, context) = bound.value
          connection.write(context, reply)
        }
        return
      }
      loop.execute { bound.value.0.beginStream(bound.value.1) }
      for await text in frames {
        let written = loop.makePromise(of: Void.self)
        loop.execute { bound.value.0.write(bound.value.1, text, written) }
        // Waits for the client to take it, so that a slow one does not fill the memory.
        do { try await written.futureResult.get() } catch { break }
      }
      loop.execute { bound.value.1.close(promise: nil) }
    }
  }

  // MARK: Writing

  private func headers(_ type: String?) -> HTTPHeaders {
    var headers = HTTPHeaders()
    if let type { headers.add(name: "content-type", value: type) }
    headers.add(name: "cache-control", value: "no-store")
    headers.add(name: "x-content-type-options", value: "nosniff")
    return headers
  }

  private func write(_ context: ChannelHandlerContext, _ reply: EndpointReply) {
    switch reply {
    case .json(let status, let value, let tag): write(context, status, value, "application/json", tag)
    case .problem(let problem): write(context, problem.code.status, problem.json, Problem.mediaType, problem.etag)
    case .empty(let status, let tag): write(context, status, nil, nil, tag)
    case .stream: break
    }
  }

  private func write(_ context: ChannelHandlerContext, _ status: Int, _ value: Value?, _ type: String?, _ tag: String?)
  {
    var headers = headers(type)
    if let tag { headers.add(name: "etag", value: tag) }
    let body = value.map { ByteBuffer(bytes: JSONWriter.bytes($0)) }
    if let body {
      headers.add(name: "content-length", value: String(body.readableBytes))
    } else if status != 204, status != 304 {
      headers.add(name: "content-length", value: "0")
    }
    if isEnding || !keepsAlive { headers.add(name: "connection", value: "close") }
    let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if let body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    let done = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
    if isEnding || !keepsAlive {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      done.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    } else {
      isBusy = false
      awaitHead(context)
    }
  }

  private func beginStream(_ context: ChannelHandlerContext) {
    var headers = headers(EventFrame.mediaType)
    headers.add(name: "connection", value: "close")
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
  }

  private func write(_ context: ChannelHandlerContext, _ text: String, _ written: EventLoopPromise<Void>) {
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: written)
  }

  /// Answers with a problem and closes.
  private func end(_ context: ChannelHandlerContext, _ problem: Problem) {
    guard !isEnding else { return }
    isEnding = true
    write(context, .problem(problem))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? HTTPParserError {
    case .headerOverflow?: end(context, Problem(.tooLarge, "the request's head is too large"))
    case .some: end(context, Problem(.badRequest, "this is not HTTP/1.1"))
    case nil: context.close(promise: nil)
    }
  }
}

/// Says when bytes come, before anything is made of them.
final class FirstByte: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let came: () -> Void

  init(_ came: @escaping () -> Void) { self.came = came }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    came()
    context.fireChannelRead(data)
  }
}
