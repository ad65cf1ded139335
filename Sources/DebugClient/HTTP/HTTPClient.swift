import DebugProtocol

/// Calls of one endpoint, over connections that are kept open.
actor HTTPClient {
  /// Where, and with which token.
  private(set) var endpoint: Endpoint
  private var idle: [HTTPConnection] = []

  /// Connections kept; calls at the same time beyond these open their own.
  private static let kept = 2

  init(_ endpoint: Endpoint) { self.endpoint = endpoint }

  /// Goes on with another endpoint, after a restart.
  func move(to endpoint: Endpoint) {
    guard endpoint != self.endpoint else { return }
    self.endpoint = endpoint
    close()
  }

  func close() {
    for connection in idle { connection.close() }
    idle = []
  }

  func answer(to call: HTTPCall) async throws(HTTPFailure) -> HTTPReply {
    let endpoint = endpoint
    let call = call.header("Authorization", "Bearer " + endpoint.token)
    // The server may close an idle connection just now. What changes nothing is then simply asked again; anything else
    // may have been done already, so it gets a connection of its own from the start.
    while call.isSafe, let connection = idle.popLast() {
      guard connection.isOpen else { continue }
      do throws(HTTPFailure) {
        return try await answer(to: call, on: connection, of: endpoint)
      } catch {
        guard error == .closed else { throw error }
        break
      }
    }
    return try await answer(to: call, on: HTTPConnection.open(to: endpoint), of: endpoint)
  }

  private func answer(
    to call: HTTPCall, on connection: HTTPConnection, of endpoint: Endpoint
  ) async throws(HTTPFailure) -> HTTPReply {
    do throws(HTTPFailure) {
      let reply = try await connection.answer(to: call)
      if connection.isOpen, idle.count < Self.kept, endpoint == self.endpoint {
        idle.append(connection)
      } else {
        connection.close()
      }
      return reply
    } catch {
      connection.close()
      throw error
    }
  }
}
