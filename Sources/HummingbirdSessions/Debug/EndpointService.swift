import DebugProtocol
import SessionModel
import SessionStores
import Synchronization

/// Answers the calls of the debug protocol. It knows nothing of sockets.
struct EndpointService: Sendable {
  let identity: Identity
  let source: any EndpointSource
  let events: EventRing
  let access: EndpointAccess
  let masking: Masking
  let isReadOnly: Bool
  let allowsReveal: Bool
  let warnings: @Sendable () -> [ServerInfo.Warning]
  /// `127.0.0.1:8123` and its synonyms; empty on a unix socket.
  var hosts: Set<String> = []
  var confirmations = Confirmations()
  let streams = StreamCount()

  struct Identity: Sendable {
    var instance: String
    var pid: Int
    var started: Timestamp
    var app: String
    static let server = "sesspect-hummingbird/1"
  }

  static let headLimit = 32 << 10
  static let bodyLimit = 1 << 20
  static let pageLimit = 200
  static let valueLimit = 64 << 10

  func answer(_ request: EndpointRequest) async -> EndpointReply {
    do throws(Problem) {
      try refuseStrangers(request)
      let right = try access.right(of: request.header("authorization"), at: SystemClock.now)
      return try await route(request, Caller(canWrite: right == .write && !isReadOnly, isTrusted: right == .write))
    } catch { return .problem(error) }
  }

  struct Caller: Sendable {
    var canWrite: Bool
    /// Holds the rw token: may see secrets.
    var isTrusted: Bool
  }

  /// A browser, or a proxy in front of one, has no business here.
  private func refuseStrangers(_ request: EndpointRequest) throws(Problem) {
    if request.isTCP, !hosts.contains(request.header("host")?.lowercased() ?? "") {
      throw Problem(.hostNotAllowed, "this host name is not one of the endpoint's")
    }
    for (name, _) in request.headers {
      if name == "origin" || name == "referer" || name.hasPrefix("sec-fetch-") {
        throw Problem(.browserRequest, "requests of browsers are refused")
      }
      if name == "forwarded" || name.hasPrefix("x-forwarded-") || name == "x-real-ip" || name == "via" {
        throw Problem(.proxiedRequest, "requests through proxies are refused")
      }
    }
  }

  private func route(_ request: EndpointRequest, _ caller: Caller) async throws(Problem) -> EndpointReply {
    let path = request.path
    switch (request.method, path) {
    case ("GET", "/v1/info"): return .json(status: 200, await info(caller))
    case ("GET", "/v1/sessions"): return try await list(request, caller)
    case ("POST", "/v1/sessions"): return try await forge(request, caller)
    case ("POST", "/v1/sessions:delete"): return try await deleteMany(request, caller)
    case ("GET", "/v1/events"): return try stream(request)
    default: break
    }
    let prefix = "/v1/sessions/"
    guard path.hasPrefix(prefix) else { throw Problem(.notFound, "there is no such call") }
    var rest = path.dropFirst(prefix.count)
    let isPending = rest.hasSuffix("/pending")
    if isPending { rest = rest.dropLast("/pending".count) }
    guard !rest.isEmpty, !rest.contains("/"), let id = EndpointRequest.decoded(rest).map({ SessionID($0) }) else {
      throw Problem(.notFound, "there is no such call")
    }
    switch (request.method, isPending) {
    case ("GET", false): return try await show(id, request, caller)
    case ("PATCH", false): return try await patch(id, request, caller)
    case ("PUT", false): return try await put(id, request, caller)
    case ("DELETE", false): return try await delete(id, request, caller)
    case ("DELETE", true):
      try requireWriting(caller)
      try await source.withdraw(id)
      audit("cancel", id)
      return .empty(status: 204)
    default: throw Problem(.notFound, "there is no such call")
    }
  }

  func requireWriting(_ caller: Caller) throws(Problem) {
    if !caller.canWrite {
      throw Problem(.readOnly, isReadOnly ? "this endpoint is read-only" : "this token may look and not change")
    }
  }

  func audit(_ action: String, _ id: SessionID? = nil) {
    events.add(
      Note(kind: .audit, at: SystemClock.now, session: id, source: .user, more: Note.More(action: action)))
  }

  private func info(_ caller: Caller) async -> Value {
    ServerInfo(
      instance: identity.instance, server: Identity.server, pid: identity.pid, started: identity.started,
      app: identity.app, mode: source.mode, cookie: source.cookie, isReadOnly: !caller.canWrite,
      reveal: allowsReveal && caller.isTrusted,
      sessions: await source.count, lastEvent: events.last, warnings: warnings(),
      capabilities: [
        "list", "filter", "sort", "patch", "merge-patch", "put", "restore", "delete", "bulk-delete", "forge", "cancel",
        "events", "reveal",
      ]
    ).json
  }

  // MARK: The event stream

  static let streamLimit = 4
  /// How long a stream waits after a batch, so that a busy app is not slowed down by its own debugging.
  private static let pause = Duration.milliseconds(50)
  /// Events of one batch; what is beyond is a gap, after which the client lists again.
  private static let batch = 100
  private static let pingInterval = Duration.seconds(15)

  private func stream(_ request: EndpointRequest) throws(Problem) -> EndpointReply {
    let since: Int?
    if let text = request.parameter("since") ?? request.header("last-event-id") {
      guard let number = Int(text), number >= 0 else { throw Problem(.badRequest, "'since' is the number of an event") }
      since = number
    } else {
      since = nil
    }
    guard streams.enter(limit: Self.streamLimit) else {
      throw Problem(.tooManyStreams, "\(Self.streamLimit) streams are open already")
    }
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    let task = Task { await feed(continuation, since: since) }
    continuation.onTermination = { [streams] _ in
      task.cancel()
      streams.leave()
    }
    return .stream(stream)
  }

  private func feed(_ continuation: AsyncStream<String>.Continuation, since: Int?) async {
    var last = since ?? events.last
    continuation.yield(
      EventFrame.retry + EventFrame.hello(instance: identity.instance, lastEvent: events.last).text)
    // The history is given whole.
    var limit = EventRing.capacity
    while !Task.isCancelled {
      let reading = events.read(after: last, limit: limit)
      limit = Self.batch
      var text = ""
      if let gap = reading.gap { text += EventFrame.gap(from: last, oldest: gap).text }
      for (number, note) in reading.notes {
        text += EventFrame.event(cut(note.event(number, masking: masking))).text
      }
      last = reading.last
      if !text.isEmpty {
        continuation.yield(text)
        try? await Task.sleep(for: Self.pause)
        continue
      }
      let isNews = await withTaskGroup(of: Bool.self) { group in
        group.addTask { [last] in
          await events.wait(after: last)
          return true
        }
        group.addTask {
          try? await Task.sleep(for: Self.pingInterval)
          return false
        }
        let first = await group.next() ?? false
        group.cancelAll()
        return first
      }
      if !isNews, !Task.isCancelled { continuation.yield(EventFrame.ping) }
    }
    continuation.finish()
  }

  /// Values over 64 KiB are cut.
  private func cut(_ event: SessionEvent) -> SessionEvent {
    var event = event
    event.changes = event.changes.map { change in
      var change = change
      switch change.operation {
      case .add(let value, let position): change.operation = .add(cut(value), position: position)
      case .remove(let old, let position): change.operation = .remove(old: cut(old), position: position)
      case .replace(let old, let new): change.operation = .replace(old: cut(old), new: cut(new))
      case .rename: break
      }
      return change
    }
    return event
  }

  private func cut(_ value: Value) -> Value {
    let bytes = value.size
    return bytes <= Self.valueLimit ? value : .fields(["$cut": Value.fields(["len": bytes])])
  }

  /// The entries of a session with those cut that are too long to show.
  func cutEntries(_ data: Value) -> Value {
    guard case .object(let members) = data else { return data }
    return .object(members.map { Value.Member($0.key, cut($0.value)) })
  }
}

/// How many streams are open.
final class StreamCount: Sendable {
  private let count = Mutex(0)
  func enter(limit: Int) -> Bool {
    count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
  }
  func leave() { count.withLock { $0 -= 1 } }
}
