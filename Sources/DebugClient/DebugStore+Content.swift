import DebugProtocol
public import SessionModel
import SessionStores

extension DebugStore {
  public func content(of id: SessionID, revealing: Bool) async throws(StoreError) -> SessionContent {
    let session = try await session(id, revealing: revealing)
    return SessionContent(
      session: session.summary.session, data: session.data, payload: JSONWriter.bytes(session.data), codec: codec,
      editObstacle: session.data.hasDuplicateKeys ? .duplicateKeys : nil)
  }

  private var codec: String {
    guard server.mode == .cookie, let format = server.cookie?.format, !format.isEmpty else { return "json" }
    return format + " cookie"
  }

  /// Throws `.noSuchSession`, also for one whose deletion waits for its browser.
  func session(_ id: SessionID, revealing: Bool) async throws(StoreError) -> RemoteSession {
    let call = HTTPCall(.get, HTTPCall.path(of: id), query: [("reveal", revealing && canReveal ? "1" : nil)])
    guard let session = try await answer(to: call, about: id).json.flatMap(RemoteSession.init(json:)) else {
      throw .unreachable(options.target, detail: HTTPFailure.notHTTP.detail)
    }
    if session.summary.deleted { throw .noSuchSession(id) }
    return session
  }
}
