import SessionCodecs
import SessionModel
import Synchronization

/// Cookies that were verified, or made here, not long ago. A browser sends the same one until it gets another, so most
/// requests need neither the signature nor the JSON computed again.
///
/// The whole cookie is compared: one that differs by a bit is verified anew. Age is checked every time.
final class OpenedCookies: Sendable {
  /// Places for cookies, a power of two. Each cookie has one, and takes it from whichever had it before.
  static let capacity = 2048

  private struct Known {
    var cookie: String
    var opened: StarletteSigner.Opened
  }
  private let places = Mutex([Known?](repeating: nil, count: capacity))

  subscript(cookie: String) -> StarletteSigner.Opened? {
    let place = Self.place(cookie)
    return places.withLock { places in
      guard let known = places[place], known.cookie == cookie else { return nil }
      return known.opened
    }
  }

  func remember(_ opened: StarletteSigner.Opened, as cookie: String) {
    let place = Self.place(cookie)
    // Swapped, so that the one that was there is let go of outside of the lock.
    var known: Known? = Known(cookie: cookie, opened: opened)
    places.withLock { swap(&$0[place], &known) }
  }

  /// The end of a cookie is its signature, as good as random.
  private static func place(_ cookie: String) -> Int {
    var end: UInt64 = 0
    for byte in cookie.utf8.suffix(10) { end = end << 6 ^ UInt64(byte) }
    return Int(truncatingIfNeeded: end &* 0x9e37_79b9_7f4a_7c15 >> 40) & (capacity - 1)
  }
}
