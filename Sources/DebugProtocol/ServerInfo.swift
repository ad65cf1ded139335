public import SessionModel

/// What a server says of itself: the answer to `GET /v1/info`.
public struct ServerInfo: Sendable, Hashable {
  /// The version of the protocol that this code speaks.
  public static let protocolVersion = 1

  /// Where the sessions are kept: in the browser's cookie, or in a store of the server.
  public enum Mode: String, Sendable, Hashable {
    /// In the browser's signed cookie: a change waits for its next request.
    case cookie
    /// On the server: a change is made at once.
    case store
  }

  /// The session cookie.
  public struct Cookie: Sendable, Hashable {
    /// The cookie's name.
    public var name: String
    /// Seconds; nil for a cookie that ends with the browser.
    public var maxAge: Int?
    /// Its `Path`.
    public var path: String
    /// `httponly`, `samesite=lax`, `secure`.
    public var flags: [String]
    /// `starlette`, or `id` where the cookie holds nothing else.
    public var format: String
    /// A session cookie.
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
    /// What it is, for programs: `weak-secret`.
    public var code: String
    /// A sentence for a person.
    public var detail: String
    /// A warning.
    public init(code: String, detail: String) {
      self.code = code
      self.detail = detail
    }
  }

  /// The version that the server speaks.
  public var protocolVersion: Int
  /// Random, new with every start.
  public var instance: String
  /// `sesspect-hummingbird/1`
  public var server: String
  /// The app's process.
  public var pid: Int
  /// When the process started.
  public var started: Timestamp?
  /// The app's name.
  public var app: String
  /// Where the sessions are kept.
  public var mode: Mode
  /// The session cookie.
  public var cookie: Cookie?
  /// The one who asks cannot change anything.
  public var isReadOnly: Bool
  /// Whether secrets may be asked for.
  public var reveal: Bool
  /// How many there are.
  public var sessions: Int
  /// The number of the newest event; 0 where there is none.
  public var lastEvent: Int
  /// What the server has noticed about the app's settings.
  public var warnings: [Warning]
  /// What can be asked of it: `list`, `filter`, `patch`, …
  public var capabilities: [String]

  /// What a server says of itself.
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

  /// The answer's body.
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
