import DebugProtocol
public import SessionModel
public import SessionStores

/// The sessions of a running app, over its debug endpoint.
///
/// ```swift
/// let store = try await DebugStore.attach(to: Endpoint(discovery, readOnly: false), options: .init(target: "pid:4711"))
/// ```
public actor DebugStore: SessionStore {
  public struct Options: Sendable {
    /// As the operator named it; for errors and the header.
    public var target: String
    /// Nothing is written, whatever the token allows.
    public var isReadOnly: Bool
    /// Finds the endpoint again after the app was restarted; nil where it is not to be found now.
    public var locate: (@Sendable () async -> Endpoint?)?
    /// Called when the store is closed: what was started to reach the endpoint ends.
    public var onClose: (@Sendable () async -> Void)?

    public init(
      target: String, isReadOnly: Bool = false, locate: (@Sendable () async -> Endpoint?)? = nil,
      onClose: (@Sendable () async -> Void)? = nil
    ) {
      self.target = target
      self.isReadOnly = isReadOnly
      self.locate = locate
      self.onClose = onClose
    }
  }

  let client: HTTPClient
  let options: Options
  /// What the server said of itself last.
  private(set) var server: ServerInfo
  /// A listing under way, which everybody who asks for the same meanwhile gets.
  var listings: [ListingKey: Task<Result<[SessionSummary], StoreError>, Never>] = [:]

  private init(client: HTTPClient, options: Options, server: ServerInfo) {
    self.client = client
    self.options = options
    self.server = server
  }

  /// Asks the endpoint who it is. Throws `.unreachable`, `.tokenRefused`.
  public static func attach(to endpoint: Endpoint, options: Options) async throws(StoreError) -> DebugStore {
    let client = HTTPClient(endpoint)
    return DebugStore(client: client, options: options, server: try await serverInfo(client, options))
  }

  static func serverInfo(_ client: HTTPClient, _ options: Options) async throws(StoreError) -> ServerInfo {
    let reply = try await Self.answer(to: HTTPCall(.get, "/v1/info"), from: client, options)
    guard let info = reply.json.flatMap(ServerInfo.init(json:)) else {
      throw .unreachable(options.target, detail: HTTPFailure.notHTTP.detail)
    }
    guard info.protocolVersion == ServerInfo.protocolVersion else {
      throw .unreachable(
        options.target,
        detail: "it speaks version \(info.protocolVersion) of the protocol, not \(ServerInfo.protocolVersion)")
    }
    return info
  }

  /// Asks the server again who it is, after its connection broke; true where it is another one than before.
  func refresh() async throws(StoreError) -> Bool {
    let info = try await Self.serverInfo(client, options)
    let isNew = info.instance != server.instance
    server = info
    return isNew
  }

  /// Looks where the app listens now, where that can be told.
  func find() async {
    guard let locate = options.locate else { return }
    if let endpoint = await locate() { await client.move(to: endpoint) }
  }

  public var info: StoreInfo {
    let canWrite = !options.isReadOnly && !server.isReadOnly
    var operations: Set<StoreError.Operation> = [.sort, .watch]
    if canWrite { operations.formUnion([.edit, .delete, .clear, .create, .restore]) }
    return StoreInfo(
      target: options.target, dialect: server.mode.rawValue, location: "\(server.app) (pid \(server.pid))",
      readOnly: options.isReadOnly ? .asked : server.isReadOnly ? .target : nil,
      sorts: Dictionary(uniqueKeysWithValues: Sort.Key.allCases.map { ($0, .index) }), operations: operations,
      hasUser: true, hasClient: true, lastEvent: server.lastEvent,
      warnings: server.warnings.map { .server(code: $0.code, detail: $0.detail) })
  }

  /// Whether the server says that other processes serve the same app.
  var isOneOfSeveral: Bool { server.warnings.contains { $0.code == Finding.Code.severalWorkers.rawValue } }

  /// Whether secrets can be asked for: with the token that may change, where the app allows it.
  var canReveal: Bool { server.reveal && !server.isReadOnly }

  public func close() async {
    await client.close()
    await options.onClose?()
  }

  // MARK: Calls

  /// The answer to a call; where it is a problem, what that means for the session the call is about.
  func answer(
    to call: HTTPCall, about id: SessionID? = nil, at revision: Revision? = nil
  ) async throws(StoreError) -> HTTPReply {
    try await Self.answer(to: call, from: client, options, about: id, at: revision)
  }

  private static func answer(
    to call: HTTPCall, from client: HTTPClient, _ options: Options, about id: SessionID? = nil,
    at revision: Revision? = nil
  ) async throws(StoreError) -> HTTPReply {
    let reply: HTTPReply
    do throws(HTTPFailure) { reply = try await client.answer(to: call) } catch {
      throw .unreachable(options.target, detail: error.detail)
    }
    guard reply.status >= 400 else { return reply }
    guard let problem = reply.json.flatMap(Problem.init(json:)) else {
      throw .unreachable(options.target, detail: "it answered \(reply.status), which is not of the debug protocol")
    }
    throw failure(problem, status: reply.status, of: options.target, about: id, at: revision)
  }

  private static func failure(
    _ problem: Problem, status: Int, of target: String, about id: SessionID?, at revision: Revision?
  ) -> StoreError {
    switch (problem.code, id) {
    case (.unauthorized, _): return .tokenRefused(target)
    case (.lockedOut, _): return .lockedOut(target)
    case (.readOnly, _): return .readOnly(.target)
    case (.noSuchSession, let id?): return .noSuchSession(id)
    case (.stale, let id?):
      return .conflict(Conflict(id: id, expected: revision, current: problem.etag.map { Revision($0) }))
    case (.patchConflict, let id?): return .conflict(Conflict(id: id, expected: revision, current: revision))
    case (.alreadyCleared, let id?): return .browserWasTold(id)
    case (.cookieTooLarge, let id?): return .cookieTooLarge(id)
    // Two servers say it with the general word.
    case (.tooLarge, let id?) where status == 422: return .cookieTooLarge(id)
    case (let code, _): return .refused(target, code: code.rawValue, detail: problem.detail ?? code.rawValue)
    }
  }
}
