public import SessionModel

/// How an endpoint is found: the file `<pid>.json` beside its socket.
public struct Discovery: Sendable, Hashable {
  /// Where an endpoint listens.
  public enum Address: Sendable, Hashable {
    /// The path of a unix socket.
    case socket(String)
    /// `http://127.0.0.1:8123`
    case url(String)
  }

  /// Where it listens.
  public var address: Address
  /// The token that may look.
  public var readToken: String
  /// The token that may change; nil where the endpoint is read-only.
  public var writeToken: String?
  /// The app's process.
  public var pid: Int
  /// The process that started it: workers of one app have the same.
  public var parent: Int?
  /// The app's name.
  public var app: String
  /// Random, new with every start.
  public var instance: String
  /// When the process started.
  public var started: Timestamp?
  /// The session cookie's name.
  public var cookie: String?

  /// What a discovery file says.
  public init(
    address: Address, readToken: String, writeToken: String?, pid: Int, parent: Int?, app: String, instance: String,
    started: Timestamp?, cookie: String?
  ) {
    self.address = address
    self.readToken = readToken
    self.writeToken = writeToken
    self.pid = pid
    self.parent = parent
    self.app = app
    self.instance = instance
    self.started = started
    self.cookie = cookie
  }

  /// What the file holds.
  public var json: Value {
    let (socket, url): (String?, String?) =
      switch address {
      case .socket(let path): (path, nil)
      case .url(let url): (nil, url)
      }
    return .fields([
      "protocol": ServerInfo.protocolVersion, "socket": socket, "url": url,
      "tokens": Value.fields(["ro": readToken, "rw": writeToken]), "pid": pid, "parent": parent, "app": app,
      "instance": instance, "started": started, "cookie": cookie,
    ])
  }

  /// Nil where it is no discovery file, or one of another version of the protocol.
  public init?(json: Value) {
    guard json.integer("protocol") == ServerInfo.protocolVersion, let tokens = json.field("tokens"),
      let token = tokens.text("ro") ?? tokens.text("rw"), let pid = json.integer("pid")
    else { return nil }
    let address: Address? = json.text("socket").map { .socket($0) } ?? json.text("url").map { .url($0) }
    guard let address else { return nil }
    self.init(
      address: address, readToken: token, writeToken: tokens.text("rw"), pid: pid, parent: json.integer("parent"),
      app: json.text("app") ?? "", instance: json.text("instance") ?? "", started: json.time("started"),
      cookie: json.text("cookie"))
  }

  /// `$SESSPECT_DIR`, else `$XDG_RUNTIME_DIR/sesspect`, else `$TMPDIR/sesspect-<uid>` (`/tmp` where that is not set).
  public static func directory(environment: [String: String], user: UInt32) -> String {
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let directory = variable("SESSPECT_DIR") { return directory }
    if let runtime = variable("XDG_RUNTIME_DIR"), runtime.hasPrefix("/") { return runtime + "/sesspect" }
    var temporary = variable("TMPDIR") ?? "/tmp"
    while temporary.count > 1, temporary.hasSuffix("/") { temporary.removeLast() }
    return temporary + "/sesspect-\(user)"
  }
}
