import SessionCodecs
import SessionModel
import SessionStores

/// Opens a target: the one place that knows which kinds of store there are.
enum StoreOpener {
  static func open(_ request: TargetRequest) async throws -> any SessionStore {
    switch request.address {
    case .file(let path):
      return try await SQLiteStore.open(path: path, options: options(request), now: { Environment.now })
    case .socket, .process, .app, .url(scheme: "http", _): return try await EndpointOpener.open(request)
    case .url(scheme: "ssh", let url): return try await SSHTarget.open(url, request)
    case .url:
      throw CommandFailure.target(.unsupportedAddress(request.name))
    }
  }

  /// The target as the undo journal names it: the same whatever folder the operator is in and after the app was
  /// restarted, without a password.
  static func journalName(_ address: TargetAddress) -> String {
    EndpointOpener.app(at: address).map { "app:" + $0 } ?? canonicalName(address)
  }

  /// One spelling for all addresses that mean the same.
  static func canonicalName(_ address: TargetAddress) -> String {
    switch address {
    case .file(let path): FileCheck.canonical(path)
    case .socket(let path): "unix:" + FileCheck.canonical(path)
    case .process(let process): "pid:\(process)"
    case .app(let name): "app:" + name
    case .url(_, let text): withoutPassword(text)
    }
  }

  private static func options(_ request: TargetRequest) -> SQLiteOptions {
    var options = SQLiteOptions(dialect: request.dialect, table: request.table, isReadOnly: request.isReadOnly)
    if let secret = request.secret { options.secrets = [SecretKey(bytes: secret)] }
    if let timeout = request.timeout { options.lockTimeout = timeout }
    options.lifetime = request.lifetime
    return options
  }

  /// `redis://user:pw@host/0` → `redis://user@host/0`
  static func withoutPassword(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://"), let at = url[scheme.upperBound...].firstIndex(of: "@"),
      let colon = url[scheme.upperBound..<at].firstIndex(of: ":")
    else { return url }
    return String(url[..<colon] + url[at...])
  }
}
