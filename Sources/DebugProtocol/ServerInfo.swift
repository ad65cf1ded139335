public import SessionModel

/// What a server says of itself: the answer to `GET /v1/info`.
public struct ServerInfo: Sendable, Hashable {
  /// The version of the protocol that this code speaks.
  public static let protocolVersion = 1

  public enum Mode: String, Sendable, Hashable { case cookie, store }

  public struct Cookie: Sendable, Hashable {
    public var name: String
    /// Seconds; nil for a cookie that ends with the browser.
    public var maxAge: Int?
    public var path: String
    /// `httponly`, `samesite=lax`, `secure`.
    public var flags: [String]
    /// `starlette`, or `id` where the cookie holds nothing else.
    public var format: String
    public init(name: String, maxAge: Int?, path: String, flags: [String], format: String) {
      self.name = name
      self.maxAge = maxAge
      self.path = path
      self.flags = flags
      self.format = format
    }
  }

  /// Something about the app's settings that will hurt: `weak-secret`.
  public struct Warning: Sendable, Hashable {
    public var code: String
    public var detail: String
    public init(code: String, detail: String) {
      self.code = code
      self.detail = detail
    }
  }

  public var protocolVersion: Int
  /// Random, new with every start.
  public var instance: String
  /// `sesspect-hummingbird/1`
  public var server: String
  public var pid: Int
  public var started: Timestamp?
  public var app: String
  public var mode: Mode
  public var cookie: Cookie?
  public var isReadOnly: Bool
  /// Whether secrets may be asked for.
  public var reveal: Bool
  public var sessions: Int
  public var lastEvent: Int
  public var warnings: [Warning]
  public var capabilities: [String]

  public init(
    instance: String, server: String, pid: Int, started: Timestamp?, app: String, mode: Mode, cookie: Cookie?,
    isReadOnly: Bool, reveal: Bool, sessions: Int, lastEvent: Int, warnings: [Warning], capabilities: [String],
    protocolVersion: Int = ServerInfo.protocolVersion
  ) {
    self.protocolVersion = protocolVersion
    self.instance = instance
    self.server = server
    self.pid = pid
    self.started = started
    self.app = app
    self.mode = mode
    self.cookie = cookie
    self.isReadOnly = isReadOnly
    self.reveal = reveal
    self.sessions = sessions
    self.lastEvent = lastEvent
    self.warnings = warnings
    self.capabilities = capabilities
  }

  public var json: Value {
    .fields([
      "protocol": protocolVersion,
      "instance": instance,
      "server": server,
      "pid": pid,
      "started": started,
      "app": app,
      "mode": mode.rawValue,
      "cookie": cookie?.json,
      "read_only": isReadOnly,
      "reveal": reveal,
      "sessions": sessions,
      "last_event": lastEvent,
      "warnings": warnings.map { Value.fields(["code": $0.code, "detail": $0.detail]) },
      "capabilities": capabilities,
    ])
  }

  /// Nil where it is no answer of this protocol's.
  public init?(json: Value) {
    guard let version = json.integer("protocol"), let instance = json.text("instance") else { return nil }
    self.init(
      instance: instance, server: json.text("server") ?? "", pid: json.integer("pid") ?? 0,
      started: json.time("started"), app: json.text("app") ?? "", mode: json.text("mode").flatMap(Mode.init) ?? .store,
      cookie: json.field("cookie").flatMap(Cookie.init(json:)), isReadOnly: json.flag("read_only"),
      reveal: json.flag("reveal"), sessions: json.integer("sessions") ?? 0, lastEvent: json.integer("last_event") ?? 0,
      warnings: json.list("warnings").compactMap { item in
        item.text("code").map { Warning(code: $0, detail: item.text("detail") ?? "") }
      },
      capabilities: json.list("capabilities").compactMap(\.string), protocolVersion: version)
  }
}

extension ServerInfo.Cookie {
  var json: Value {
    .fields([
      "name": name,
      "max_age": maxAge,
      "path": path,
      "flags": flags,
      "format": format,
    ])
  }

  init?(json: Value) {
    guard let name = json.text("name") else { return nil }
    self.init(
      name: name, maxAge: json.integer("max_age"), path: json.text("path") ?? "/",
      flags: json.list("flags").compactMap(\.string), format: json.text("format") ?? "")
  }
}
