import SessionCodecs
import Synchronization

/// Cookies that were verified, or made here, not long ago. A browser sends the same one until it gets another, so most
/// requests need neither the signature nor the JSON computed again.
///
/// The whole cookie is the key: one that differs by a bit is verified anew. Age is checked every time.
final class OpenedCookies: Sendable {
  /// Two generations of this many; the older one goes when the newer is full.
  static let capacity = 1024

  private struct State {
    var young: [String: StarletteSigner.Opened] = [:]
    var old: [String: StarletteSigner.Opened] = [:]
  }
  private let state = Mutex(State())

  subscript(cookie: String) -> StarletteSigner.Opened? {
    state.withLock { $0.young[cookie] ?? $0.old[cookie] }
  }

  func remember(_ opened: StarletteSigner.Opened, as cookie: String) {
    state.withLock { state in
      if state.young.count >= Self.capacity {
        state.old = state.young
        state.young = [:]
      }
      state.young[cookie] = opened
    }
  }
}
