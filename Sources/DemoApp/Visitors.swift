import HTTPTypes
import Hummingbird
import HummingbirdSessions
import Logging
import NIOCore
import NIOEmbedded
import SessionModel
import SessionStores

/// People who visit the shop by themselves. Their requests go through the same routes as everyone's, without a socket.
actor Visitors {
  private struct Visitor {
    var cookie: String?
    var address: String
  }

  private let responder: RouterResponder<DemoContext>
  private let logger: Logger
  private var random = Random(seed: UInt64(bitPattern: SystemClock.now.milliseconds))
  private var visitors: [Visitor] = []
  private let channel = NIOAsyncTestingChannel()

  init(_ responder: RouterResponder<DemoContext>, logger: Logger) {
    self.responder = responder
    self.logger = logger
  }

  /// Milliseconds until the next request.
  func pause() -> Int { 150 + random.below(700) }

  /// Sessions from before: the last fifth came hours ago and has ended.
  func seed(_ storage: any ServerSessionStorage, count: Int, at now: Timestamp) async throws {
    for number in 0..<count {
      let age = number < count * 4 / 5 ? Duration.seconds(number * 41 % 1500) : .seconds(7200 + number * 600)
      let time = now + (.zero - age)
      let id = SessionID(random.token(43))
      var data: Value = ["locale": .string(Text(locale()))]
      for _ in 0..<random.below(4) { Cart.add(random.pick(Catalogue.products), 1 + random.below(3), to: &data) }
      if random.below(3) > 0 {
        let name = self.name()
        data["user"] = ["id": .number(Number(1000 + random.below(9000))), "name": .string(Text(name))]
        data["roles"] = random.below(5) == 0 ? ["admin", "billing"] : ["customer"]
        data["api_token"] = .string(Text("tok_" + random.token(24)))
      }
      let address = self.address()
      _ = try await storage.save(
        StoredSession(
          id: id, data: data, created: time, seen: time, expires: time + .seconds(1800),
          user: data["user"]?["name"]?.string, client: address), replacing: nil)
      if age < .seconds(1500) { visitors.append(Visitor(cookie: "session=" + id.text, address: address)) }
    }
  }

  /// A new browser arrives.
  func welcome() async {
    visitors.append(Visitor(cookie: nil, address: address()))
    if visitors.count > 200 { visitors.removeFirst() }
    await send(.get, "/set-session?key=locale&value=\(locale())", of: visitors.count - 1)
  }

  /// Somebody does something: a new visitor, or one of those who are here.
  func serveOneRequest() async {
    guard visitors.count > 12, random.below(12) > 0 else { return await welcome() }
    let index = visitors.count - 1 - random.below(min(visitors.count, 24))
    switch random.below(8) {
    case 0: await send(.post, "/login", body: "name=" + name(), of: index)
    case 1, 2, 3: await send(.post, "/cart", body: "sku=\(random.pick(Catalogue.products).sku)", of: index)
    case 4: await send(.post, "/cart/remove", body: "sku=\(random.pick(Catalogue.products).sku)", of: index)
    case 5: await send(.get, "/product/\(random.pick(Catalogue.products).sku)", of: index)
    case 6 where random.below(3) == 0: await send(.post, "/logout", of: index)
    default: await send(.get, "/", of: index)
    }
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, body: String = "", of index: Int) async {
    var headers = HTTPFields()
    if let cookie = visitors[index].cookie { headers[.cookie] = cookie }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(string: body)))
    var context = DemoContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    context.remoteAddress = try? SocketAddress(ipAddress: visitors[index].address, port: 0)
    // A request that meets an operator's change fails like any other; the visitor comes back.
    guard let response = try? await responder.respond(to: request, context: context),
      let header = response.headers[values: .setCookie].last, index < visitors.count
    else { return }
    let cookie = String(header.prefix { $0 != ";" })
    visitors[index].cookie = header.contains("expires=Thu, 01 Jan 1970") ? nil : cookie
  }

  private func name() -> String {
    random.pick([
      "ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "dennis", "zo%C3%AB", "%E6%BC%A2%E5%AD%97",
    ])
    .removingURLPercentEncoding() ?? "ada"
  }
  private func locale() -> String { random.pick(["fr-FR", "en-GB", "de-DE", "ja-JP"]) }
  private func address() -> String { "192.0.2.\(1 + random.below(250))" }
}
