import DebugClient
import DebugProtocol
import SessionStores

/// Attaches to an app on another machine, through the system's ssh.
enum SSHTarget {
  static func open(_ url: String, _ request: TargetRequest) async throws -> any SessionStore {
    guard let address = SSHAddress(url) else { throw CommandFailure.target(.badSSHAddress(url)) }
    let found = try SSHDiscovery.endpoints(at: address, name: request.name)
    guard let first = found.first else { throw CommandFailure.target(.noEndpoint(request.name)) }
    guard found.count == 1 else {
      let base = "ssh://" + address.destination + (address.port.map { ":\($0)" } ?? "")
      throw CommandFailure.target(
        .severalEndpoints(request.name, found.map { "\(base)/pid:\($0.pid)  (\($0.app))" }))
    }
    let tunnel = try SSHTunnel(address, name: request.name)
    let readOnly = request.isReadOnly
    do {
      return try await DebugStore.attach(
        to: tunnel.open(to: first, readOnly: readOnly),
        options: .init(
          target: request.name, isReadOnly: readOnly, locate: { await tunnel.find(readOnly: readOnly) },
          onClose: { await tunnel.close() }))
    } catch {
      await tunnel.close()
      throw error
    }
  }
}
