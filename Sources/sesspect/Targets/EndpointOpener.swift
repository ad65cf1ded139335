import DebugClient
import DebugProtocol
import SessionModel
import SessionStores

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Attaches to the debug endpoints of running apps.
enum EndpointOpener {
  /// Where this user's apps say that they are running.
  static var directory: DiscoveryDirectory {
    DiscoveryDirectory(Discovery.directory(environment: Environment.current.variables, user: geteuid()))
  }

  /// The endpoints that are found by themselves; what is not safe there is said on standard error.
  static func running() throws -> [Discovery] { try endpoints(in: directory) }

  static func open(_ request: TargetRequest) async throws -> any SessionStore {
    var options = DebugStore.Options(target: request.name, isReadOnly: request.isReadOnly)
    if let token = request.token {
      let address: Discovery.Address? =
        switch request.address {
        case .socket(let path): .socket(path)
        case .url(_, let url): .url(url)
        default: nil
        }
      if let address {
        return try await DebugStore.attach(to: Endpoint(address: address, token: token), options: options)
      }
    }
    let found = try endpoints(at: request.address, request.name)
    guard let first = found.first else {
      switch request.address {
      case .socket(let path) where !FileCheck.exists(path):
        throw StoreError.unreachable(request.name, detail: "there is no such socket")
      case .socket, .url:
        let apps = Set((try? directory.endpoints())?.map(\.app) ?? []).filter { !$0.isEmpty }
        throw CommandFailure.target(.noToken(request.name, running: apps.sorted().map { "app:\($0)" }))
      default: throw CommandFailure.target(.noEndpoint(request.name))
      }
    }
    // Named as an app, it is all of its processes, also those that will come.
    if found.count > 1 || request.address.isApp, let store = try await workers(found, request) { return store }
    guard found.count == 1 else {
      throw CommandFailure.target(.severalEndpoints(request.name, found.map { "\($0.address)  (process \($0.pid))" }))
    }
    // Named as a process, it is that one, and after it the one that takes its place.
    let places = WorkerPlaces(of: first, in: folder(of: request.address), readOnly: request.isReadOnly)
    places.admit(first)
    options.locate = { places.endpoint(following: first) }
    return try await DebugStore.attach(to: Endpoint(first, readOnly: request.isReadOnly), options: options)
  }

  /// All processes of one app together, where that is what they are.
  static func workers(_ found: [Discovery], _ request: TargetRequest) async throws -> MergedStore? {
    guard found.allSatisfy({ $0 == found[0] || $0.isWorker(beside: found[0]) }) else { return nil }
    let store = try await MergedStore.attach(
      to: found, in: folder(of: request.address), target: request.name, isReadOnly: request.isReadOnly)
    if await store.areWorkers { return store }
    await store.close()
    return nil
  }

  /// The app that answers at an address; nil where none is found.
  static func app(at address: TargetAddress) -> String? {
    if case .app(let name) = address { return name }
    let name = (try? endpoints(at: address, ""))?.first?.app
    return name.flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: Finding

  /// The endpoints that an address names; throws where its folder is not safe.
  private static func endpoints(at address: TargetAddress, _ name: String) throws -> [Discovery] {
    func isMeant(_ discovery: Discovery) -> Bool {
      switch (address, discovery.address) {
      case (.socket(let path), .socket(let socket)): FileCheck.canonical(path) == FileCheck.canonical(socket)
      case (.process(let pid), _): discovery.pid == Int(pid)
      case (.app(let name), _): discovery.app == name
      case (.url(_, let url), .url(let other)): trimmed(url) == trimmed(other)
      default: false
      }
    }
    switch address {
    case .file, .url(scheme: "https", _), .url(scheme: "ssh", _): return []
    default: return try endpoints(in: folder(of: address)).filter(isMeant)
    }
  }

  private static func trimmed(_ url: String) -> String {
    url.hasSuffix("/") ? String(url.dropLast()) : url.replacing("//localhost:", with: "//127.0.0.1:")
  }

  /// The folder whose files name the tokens: a socket's own.
  private static func folder(of address: TargetAddress) -> DiscoveryDirectory {
    guard case .socket(let path) = address else { return directory }
    guard let slash = path.lastIndex(of: "/") else { return DiscoveryDirectory(".") }
    return DiscoveryDirectory(slash == path.startIndex ? "/" : String(path[..<slash]))
  }

  private static func endpoints(in directory: DiscoveryDirectory) throws -> [Discovery] {
    do throws(DiscoveryDirectory.Problem) {
      return try directory.endpoints { Console.standard.talk(ErrorMessages.discovery($0).text) }
    } catch { throw CommandFailure.target(.discovery(error)) }
  }
}
